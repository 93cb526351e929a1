using System.Runtime.InteropServices;
using Chain.Crypto;
using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>Lots of one instrument, bought together with those of the other legs.</summary>
internal readonly record struct Leg(InstrumentKey Instrument, ulong Lots);

/// <summary>A resting bundle (M-501).</summary>
/// <param name="Legs">As placed; never written to.</param>
/// <param name="Limit">On the whole: Σ lots · price, of SPOT per hour.</param>
/// <param name="Locked">Minor units of its owner's balance (M-503).</param>
/// <param name="EnteredMs">Timestamp of the block that admitted it.</param>
/// <param name="ExpiresMs">Of a GTT bundle; else 0.</param>
/// <param name="AgedMs">Of the entry or of the last failure: what its age counts from (M-505).</param>
/// <param name="Failures">Blocks in which it was tried and not accepted.</param>
/// <param name="DeliveryKey">Default: none.</param>
internal readonly record struct BundleRow(
    Leg[] Legs, ulong Limit, TimeInForce TimeInForce, ulong Locked, ulong EnteredMs, ulong ExpiresMs,
    ulong AgedMs, byte Failures, Hash32 DeliveryKey)
{
    public bool IsSpot => Legs[0].Instrument.IsSpot;

    /// <summary>Whole minutes: within one, time gives no precedence.</summary>
    public ulong Age => AgedMs / 60_000;

    public bool IsSameAs(in BundleRow other) =>
        Limit == other.Limit && TimeInForce == other.TimeInForce && ExpiresMs == other.ExpiresMs
        && DeliveryKey == other.DeliveryKey && Legs.AsSpan().SequenceEqual(other.Legs);
}

/// <summary>Resting bundles, and who has them in which books. At most <see cref="Limits.Bundles"/>.</summary>
internal sealed class BundleTable(ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due)
    : Table<OrderKey, BundleRow>(log)
{
    private readonly Dictionary<InstrumentKey, List<int>> ofBook = [];
    private readonly Dictionary<int, List<int>> ofParty = [];

    /// <summary>Parties with bundles and the slots of these, in no order that a rule may use.</summary>
    public IReadOnlyDictionary<int, List<int>> Parties => ofParty;

    /// <summary>Slots of the bundles with a leg in a book, in no order that a rule may use.</summary>
    public ReadOnlySpan<int> Of(InstrumentKey book) =>
        ofBook.TryGetValue(book, out List<int>? bundles) ? CollectionsMarshal.AsSpan(bundles) : [];

    /// <summary>Slots of a party's bundles, in no order that a rule may use.</summary>
    public ReadOnlySpan<int> OfParty(int party) =>
        ofParty.TryGetValue(party, out List<int>? bundles) ? CollectionsMarshal.AsSpan(bundles) : [];

    /// <summary>Slots of an account's bundles, in no order that a rule may use.</summary>
    public IEnumerable<int> OfAccount(int account) =>
        ofParty.TryGetValue(accounts[account].Party, out List<int>? bundles)
            ? bundles.Where(bundle => KeyOf(bundle).Account == account) : [];

    /// <summary>Lots of SPOT that an account wants in bundles, in one asset (M-604).</summary>
    public ulong SpotLotsOf(StreamKey stream)
    {
        ulong lots = 0;
        foreach (int bundle in OfParty(accounts[stream.Account].Party))
        {
            ref readonly BundleRow row = ref this[bundle];
            if (KeyOf(bundle).Account != stream.Account || !row.IsSpot
                || products[row.Legs[0].Instrument.Product].Asset != stream.Asset) continue;
            foreach (Leg leg in row.Legs) lots += leg.Lots;
        }
        return lots;
    }

    public int PartyOf(int slot) => accounts[KeyOf(slot).Account].Party;

    /// <returns>-1 where there is none, or only one that has ended and waits to be removed (M-504).</returns>
    public int FindResting(OrderKey key, ulong timestampMs)
    {
        int bundle = Find(key);
        return bundle >= 0 && EndsMs(this[bundle]) > timestampMs ? bundle : -1;
    }

    /// <summary>From this time on it is not there (M-504).</summary>
    public ulong EndsMs(in BundleRow row)
    {
        ulong ends = OrderRow.EndsAt(row.EnteredMs, row.ExpiresMs);
        if (row.IsSpot) return ends;
        foreach (Leg leg in row.Legs)
            ends = Math.Min(ends, products[leg.Instrument.Product].CloseOf(leg.Instrument.Slot));
        return ends;
    }

    /// <summary>Order of order ids, as <see cref="OrderTable.CompareIds"/>.</summary>
    public int CompareIds(int left, int right)
    {
        OrderKey a = KeyOf(left), b = KeyOf(right);
        return a.Account == b.Account
            ? a.ClientOrderId.CompareTo(b.ClientOrderId)
            : accounts.KeyOf(a.Account).CompareTo(accounts.KeyOf(b.Account));
    }

    /// <summary>Hash of the row's key.</summary>
    public Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    protected override void WriteKey(OrderKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Bundle);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        writer.U64(key.ClientOrderId);
    }

    protected override void WriteRow(in BundleRow row, ref FixedWriter writer)
    {
        writer.U8((byte)row.Legs[0].Instrument.Delivery);
        writer.U8((byte)row.TimeInForce);
        writer.U64(row.Limit);
        writer.U64(row.Locked);
        writer.U64(row.EnteredMs);
        writer.U64(row.ExpiresMs);
        writer.U64(row.AgedMs);
        writer.U8(row.Failures);
        Text.CountedKey(ref writer, row.DeliveryKey);
        writer.U8((byte)row.Legs.Length);
        foreach (Leg leg in row.Legs)
        {
            Text.Counted(ref writer, products.KeyOf(leg.Instrument.Product));
            writer.U64(leg.Instrument.Slot);
            writer.U64(leg.Lots);
        }
    }

    protected override void Added(int slot)
    {
        BundleRow row = this[slot];
        due.Add(DueOf(slot, row));
        Join(ofParty, PartyOf(slot), slot);
        foreach (Leg leg in row.Legs) Join(ofBook, leg.Instrument, slot);
    }

    protected override void Removing(int slot)
    {
        BundleRow row = this[slot];
        due.Remove(DueOf(slot, row));
        Leave(ofParty, PartyOf(slot), slot);
        foreach (Leg leg in row.Legs) Leave(ofBook, leg.Instrument, slot);
    }

    private DueItem DueOf(int slot, in BundleRow row) =>
        new(EndsMs(row), DueKind.BundleEnd, IdOf(slot), slot);

    private static void Join<TKey>(Dictionary<TKey, List<int>> lists, TKey key, int slot) where TKey : notnull
    {
        ref List<int>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _);
        (list ??= []).Add(slot);
    }

    private static void Leave<TKey>(Dictionary<TKey, List<int>> lists, TKey key, int slot)
        where TKey : notnull
    {
        List<int> list = lists[key];
        Require.That(list.Remove(slot));
        if (list.Count == 0) lists.Remove(key);
    }
}
