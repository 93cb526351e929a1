using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Execution;

/// <summary>
/// The orders of one auction as they are stored: every account once, numbers as differences from those of the
/// order before, in variable length. An order takes about ten bytes, an account 32.
/// </summary>
internal static class PackedAuction
{
    // Bits of an order's first byte, above EntrantKind.
    private const uint HasMinimum = 16, HasExclusions = 32, Whole = 64, Partly = 128;

    /// <summary>How far the numbers of the last order have come.</summary>
    private sealed class Differences
    {
        private readonly Dictionary<uint, ulong> ids = [];
        private ulong limit, age;

        public long Id(uint account, ulong id)
        {
            long difference = unchecked((long)(id - ids.GetValueOrDefault(account)));
            ids[account] = id;
            return difference;
        }

        public ulong IdAt(uint account, long difference) =>
            ids[account] = unchecked(ids.GetValueOrDefault(account) + (ulong)difference);

        public (long Limit, long Age) Of(in Entrant entrant)
        {
            (long, long) differences =
                unchecked(((long)(entrant.Limit - limit), (long)(entrant.Age - age)));
            (limit, age) = (entrant.Limit, entrant.Age);
            return differences;
        }

        public (ulong Limit, ulong Age) At(long limitBy, long ageBy)
        {
            limit = unchecked(limit + (ulong)limitBy);
            age = unchecked(age + (ulong)ageBy);
            return (limit, age);
        }
    }

    public static byte[] Pack(AuctionResult auction)
    {
        var accounts = new Dictionary<AccountId, uint>();
        foreach (Entrant entrant in auction.Entrants)
            accounts.TryAdd(entrant.Account, (uint)accounts.Count);
        foreach (Cancellation cancelled in auction.Cancellations)
            accounts.TryAdd(cancelled.Account, (uint)accounts.Count);
        using var bytes = new MemoryStream();
        Span<byte> count = stackalloc byte[sizeof(uint)];
        new FixedWriter(count).U32((uint)accounts.Count);
        bytes.Write(count);
        // In the order of their numbers, which is that of their insertion: nothing was removed.
        foreach (AccountId account in accounts.Keys) bytes.Write(account.Bytes.Span);
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            var before = new Differences();
            PackOrders(output, auction, accounts, before);
            PackLeavers(output, auction, accounts, before);
        }
        return bytes.ToArray();
    }

    private static void PackOrders(
        CodedOutputStream output, AuctionResult auction, Dictionary<AccountId, uint> accounts,
        Differences before)
    {
        output.WriteUInt32((uint)auction.Entrants.Count);
        int next = 0;
        foreach (Entrant entrant in auction.Entrants)
        {
            ulong fill = next < auction.Fills.Count && IsOf(auction.Fills[next], entrant)
                ? auction.Fills[next++].Lots : 0;
            uint kind = (uint)entrant.Kind | (entrant.Minimum > 0 ? HasMinimum : 0)
                | (entrant.Exclusions > 0 ? HasExclusions : 0)
                | (fill == 0 ? 0 : fill == entrant.Lots ? Whole : Partly);
            uint account = accounts[entrant.Account];
            (long limit, long age) = before.Of(entrant);
            output.WriteUInt32(kind << 1 | (entrant.Side == Side.Sell ? 1u : 0));
            output.WriteUInt32(account);
            output.WriteSInt64(before.Id(account, entrant.ClientOrderId));
            output.WriteSInt64(limit);
            output.WriteSInt64(age);
            output.WriteUInt64(entrant.Lots);
            if ((kind & HasMinimum) != 0) output.WriteUInt64(entrant.Minimum);
            if ((kind & HasExclusions) != 0) output.WriteUInt32(entrant.Exclusions);
            if ((kind & Partly) != 0) output.WriteUInt64(fill);
            if (entrant.Source != default)
                output.WriteBytes(ByteString.CopyFrom(entrant.Source.Span));
        }
        Require.That(next == auction.Fills.Count);
    }

    private static void PackLeavers(
        CodedOutputStream output, AuctionResult auction, Dictionary<AccountId, uint> accounts,
        Differences before)
    {
        output.WriteUInt32((uint)auction.Exclusions.Count);
        foreach (Exclusion excluded in auction.Exclusions)
        {
            PackLeaver(accounts[excluded.Account], excluded.ClientOrderId, excluded.Side, excluded.Reason);
            output.WriteUInt32((uint)excluded.Pass);
        }
        output.WriteUInt32((uint)auction.Cancellations.Count);
        foreach (Cancellation cancelled in auction.Cancellations)
        {
            PackLeaver(
                accounts[cancelled.Account], cancelled.ClientOrderId, cancelled.Side, cancelled.Reason);
            output.WriteUInt64(cancelled.Lots);
        }

        void PackLeaver(uint account, ulong id, Side side, AuctionReason reason)
        {
            output.WriteUInt32(account);
            output.WriteSInt64(before.Id(account, id));
            output.WriteUInt32((uint)side);
            output.WriteUInt32((uint)reason);
        }
    }

    /// <summary>Into a message without summary, parent, parties and leases.</summary>
    public static Auction Unpack(byte[] packed)
    {
        var auction = new Auction();
        var fixedPart = new FixedReader(packed);
        uint accounts = fixedPart.U32();
        for (uint left = accounts; left > 0; left -= 1)
            auction.Accounts.Add(new AuctionAccount
            {
                Account = ByteString.CopyFrom(fixedPart.Bytes(Hash32.Size)),
            });
        int start = sizeof(uint) + (int)accounts * Hash32.Size;
        using var input = new CodedInputStream(packed, start, packed.Length - start);
        var before = new Differences();
        for (uint left = input.ReadUInt32(); left > 0; left -= 1)
            auction.Orders.Add(UnpackOrder(input, before));
        UnpackLeavers(input, before, (account, id, side, reason) => auction.Exclusions.Add(
            new AuctionExclusion
            {
                Account = account,
                ClientOrderId = id,
                Side = side,
                Reason = reason,
                Pass = input.ReadUInt32(),
            }));
        UnpackLeavers(input, before, (account, id, side, reason) => auction.Cancellations.Add(
            new AuctionCancellation
            {
                Account = account,
                ClientOrderId = id,
                Side = side,
                Reason = reason,
                Lots = input.ReadUInt64(),
            }));
        Require.That(input.IsAtEnd);
        return auction;
    }

    private static AuctionOrder UnpackOrder(CodedInputStream input, Differences before)
    {
        uint head = input.ReadUInt32(), kind = head >> 1, account = input.ReadUInt32();
        ulong id = before.IdAt(account, input.ReadSInt64());
        (ulong limit, ulong age) = before.At(input.ReadSInt64(), input.ReadSInt64());
        var order = new AuctionOrder
        {
            Account = account,
            ClientOrderId = id,
            Side = (head & 1) != 0 ? Side.Sell : Side.Buy,
            Limit = limit,
            Age = age,
            Lots = input.ReadUInt64(),
            PostOnly = (kind & (uint)EntrantKind.PostOnly) != 0,
            Immediate = (kind & (uint)EntrantKind.Immediate) != 0,
            Leg = (kind & (uint)EntrantKind.Leg) != 0,
        };
        if ((kind & HasMinimum) != 0) order.Minimum = input.ReadUInt64();
        if ((kind & HasExclusions) != 0) order.Exclusions = input.ReadUInt32();
        order.Fill = (kind & Whole) != 0 ? order.Lots : (kind & Partly) != 0 ? input.ReadUInt64() : 0;
        if ((kind & (uint)EntrantKind.Resale) != 0) order.Source = input.ReadBytes();
        return order;
    }

    /// <param name="add">Reads what is behind the fields that exclusions and cancellations share.</param>
    private static void UnpackLeavers(
        CodedInputStream input, Differences before, Action<uint, ulong, Side, AuctionReasonKind> add)
    {
        for (uint left = input.ReadUInt32(); left > 0; left -= 1)
        {
            uint account = input.ReadUInt32();
            add(account, before.IdAt(account, input.ReadSInt64()), (Side)input.ReadUInt32(),
                (AuctionReasonKind)input.ReadUInt32());
        }
    }

    private static bool IsOf(in Fill fill, in Entrant entrant) => fill.Side == entrant.Side
        && fill.ClientOrderId == entrant.ClientOrderId && fill.Account == entrant.Account;
}
