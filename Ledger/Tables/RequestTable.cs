using System.Runtime.InteropServices;
using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>An open request for quotations (M-541).</summary>
/// <param name="Instruments">As asked for; never written to.</param>
/// <param name="Reserve">The most per lot, of SPOT per hour.</param>
/// <param name="Locked">Minor units of the tenant's balance.</param>
/// <param name="OpenedMs">Timestamp of the block that admitted it.</param>
/// <param name="DeadlineMs">Live time at which the phase ends.</param>
/// <param name="DeliveryKey">Default: none.</param>
internal readonly record struct RequestRow(
    InstrumentKey[] Instruments, ulong Lots, ulong Reserve, ulong Locked, ulong OpenedMs, RequestPhase Phase,
    ulong DeadlineMs, Hash32 DeliveryKey)
{
    public bool IsSpot => Instruments[0].IsSpot;

    public bool IsSameAs(in RequestRow other) =>
        Lots == other.Lots && Reserve == other.Reserve && DeliveryKey == other.DeliveryKey
        && Instruments.AsSpan().SequenceEqual(other.Instruments);
}

/// <summary>Open requests by tenant and client order id, and their deadlines.</summary>
/// <param name="live">In live time.</param>
internal sealed class RequestTable(ChangeLog log, AccountTable accounts, ProductTable products, DueIndex live)
    : Table<OrderKey, RequestRow>(log)
{
    private readonly Dictionary<int, List<int>> ofAccount = [];

    /// <summary>Slots of an account's requests, in no order that a rule may use.</summary>
    public ReadOnlySpan<int> OfAccount(int account) =>
        ofAccount.TryGetValue(account, out List<int>? requests) ? CollectionsMarshal.AsSpan(requests) : [];

    /// <summary>Open SPOT requests of a tenant in an asset: each may become a lease (M-604).</summary>
    public ulong OpenSpotOf(StreamKey stream)
    {
        ulong open = 0;
        foreach (int request in OfAccount(stream.Account))
            if (this[request].IsSpot && AssetOf(this[request]) == stream.Asset) open += 1;
        return open;
    }

    public int AssetOf(in RequestRow row) => products[row.Instruments[0].Product].Asset;

    /// <summary>The request's id (M-542).</summary>
    public Hash32 IdOf(int slot) =>
        QuoteHashes.OfRequest(accounts.KeyOf(KeyOf(slot).Account), KeyOf(slot).ClientOrderId);

    protected override void WriteKey(OrderKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Request);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        writer.U64(key.ClientOrderId);
    }

    protected override void WriteRow(in RequestRow row, ref FixedWriter writer)
    {
        writer.U8((byte)row.Instruments[0].Delivery);
        writer.U64(row.Lots);
        writer.U64(row.Reserve);
        writer.U64(row.Locked);
        writer.U64(row.OpenedMs);
        writer.U8((byte)row.Phase);
        writer.U64(row.DeadlineMs);
        Text.CountedKey(ref writer, row.DeliveryKey);
        writer.U8((byte)row.Instruments.Length);
        foreach (InstrumentKey instrument in row.Instruments)
        {
            Text.Counted(ref writer, products.KeyOf(instrument.Product));
            writer.U64(instrument.Slot);
        }
    }

    protected override void Added(int slot)
    {
        live.Add(DueOf(slot, this[slot]));
        ref List<int>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(
            ofAccount, KeyOf(slot).Account, out _);
        (list ??= []).Add(slot);
    }

    protected override void Removing(int slot)
    {
        live.Remove(DueOf(slot, this[slot]));
        List<int> list = ofAccount[KeyOf(slot).Account];
        Require.That(list.Remove(slot));
        if (list.Count == 0) ofAccount.Remove(KeyOf(slot).Account);
    }

    protected override void Changed(int slot, in RequestRow before)
    {
        live.Remove(DueOf(slot, before));
        live.Add(DueOf(slot, this[slot]));
    }

    private DueItem DueOf(int slot, in RequestRow row) => new(
        row.DeadlineMs,
        row.Phase == RequestPhase.Committing ? DueKind.QuoteCommitments : DueKind.QuoteReveals,
        IdOf(slot), slot);
}
