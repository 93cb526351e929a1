using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>Leases by account, closed ones by id, events and movements in order of the chain.</summary>
internal static class LeaseHistoryTable
{
    // First bytes of the keys of Family.Leases.
    private const byte ClosedById = 0, Open = 1, Closed = 2;

    public static void Put(RowBatch batch, Height height, LeaseHistoryRows rows)
    {
        foreach (OpenedLease lease in rows.Opened)
        {
            batch.Put(Family.Leases, Key(Open, lease.Provider, lease.Lease), default);
            batch.Put(Family.Leases, Key(Open, lease.Tenant, lease.Lease), default);
        }
        foreach (ClosedLease lease in rows.Closed)
        {
            batch.Put(Family.Leases, [ClosedById, .. lease.Lease.Span], lease.Message.Span);
            foreach (AccountId account in (AccountId[])[lease.Provider, lease.Tenant])
            {
                batch.Delete(Family.Leases, Key(Open, account, lease.Lease));
                batch.Put(Family.Leases, Key(Closed, account, lease.Lease), default);
            }
        }
        for (int i = 0; i < rows.Events.Count; i += 1)
            batch.Put(Family.Events, Position(new TradePosition(height, (uint)i)), rows.Events[i].Span);
        for (int i = 0; i < rows.Movements.Count; i += 1)
            batch.Put(Family.Movements, [0, .. rows.Movements[i].Account.Bytes.Span,
                .. Position(new TradePosition(height, (uint)i))], rows.Movements[i].Message.Span);
    }

    /// <summary>A lease that has left the state; null for others.</summary>
    public static byte[]? ClosedLease(ReadScope scope, Hash32 lease) =>
        scope.Get(Family.Leases, [ClosedById, .. lease.Span]);

    /// <summary>Ids of an account's leases behind one (default: from the first on), by id.</summary>
    public static List<Hash32> Of(ReadScope scope, AccountId account, bool closed, Hash32 after, int limit)
    {
        byte kind = closed ? Closed : Open;
        byte[] prefix = [kind, .. account.Bytes.Span];
        using RowCursor cursor =
            scope.Walk(Family.Leases, [.. prefix, .. after.Span], ReadOptions.AfterPrefix(prefix));
        var leases = new List<Hash32>();
        while (leases.Count < limit && cursor.Forward())
        {
            _ = cursor.Payload;
            var lease = new Hash32(cursor.Key[prefix.Length..]);
            if (lease != after) leases.Add(lease);
        }
        return leases;
    }

    /// <summary>Events from a position on, oldest first.</summary>
    public static List<StoredMessage> Events(ReadScope scope, TradePosition from, int limit)
    {
        using RowCursor cursor = scope.Walk(Family.Events, Position(from));
        return Read(cursor, prefix: 0, limit);
    }

    /// <summary>Movements of an account from a position on, oldest first.</summary>
    public static List<StoredMessage> Movements(
        ReadScope scope, AccountId account, TradePosition from, int limit)
    {
        byte[] prefix = [0, .. account.Bytes.Span];
        using RowCursor cursor = scope.Walk(
            Family.Movements, [.. prefix, .. Position(from)], ReadOptions.AfterPrefix(prefix));
        return Read(cursor, prefix.Length, limit);
    }

    private static List<StoredMessage> Read(RowCursor cursor, int prefix, int limit)
    {
        var messages = new List<StoredMessage>();
        while (messages.Count < limit && cursor.Forward())
        {
            var at = new FixedReader(cursor.Key[prefix..]);
            var position = new TradePosition(new Height(at.U64()), at.U32());
            messages.Add(new StoredMessage(position, cursor.Payload.ToArray()));
        }
        return messages;
    }

    private static byte[] Key(byte kind, AccountId account, Hash32 lease) =>
        [kind, .. account.Bytes.Span, .. lease.Span];

    private static byte[] Position(TradePosition position)
    {
        byte[] key = new byte[sizeof(ulong) + sizeof(uint)];
        var writer = new FixedWriter(key);
        writer.U64(position.Height.Value);
        writer.U32(position.Index);
        return key;
    }
}
