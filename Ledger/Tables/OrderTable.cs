using System.Runtime.InteropServices;
using Chain.Crypto;
using Chain.Ledger.Books;
using Chain.Wire;

namespace Chain.Ledger.Tables;

internal readonly record struct OrderKey(int Account, ulong ClientOrderId)
{
    public override int GetHashCode() => SeededHash.Of((ulong)Account, ClientOrderId);
}

/// <summary>A resting order.</summary>
/// <param name="Instrument">Slot of the book's row.</param>
/// <param name="Trades">
/// The book's key, which outlives the book: a before-image is written after its close.
/// </param>
/// <param name="Lots">As placed.</param>
/// <param name="CollateralPerLot">Fixed at admission; 0 for a buyer.</param>
/// <param name="EnteredMs">Timestamp of the block that admitted it.</param>
/// <param name="Conditions">Null for a plain order.</param>
internal readonly record struct OrderRow(
    int Instrument, InstrumentKey Trades, Side Side, TimeInForce TimeInForce, ulong Lots, ulong Remaining,
    ulong Limit, ulong CollateralPerLot, ulong EnteredMs, OrderConditions? Conditions)
{
    /// <summary>Whole minutes: within one, time gives no precedence.</summary>
    public ulong Age => EnteredMs / 60_000;

    /// <summary>Lives for its book's next auction only.</summary>
    public bool IsImmediate => TimeInForce is TimeInForce.Ioc or TimeInForce.Fok;

    /// <summary>Lots that an auction must fill at least, if any; 0: no such condition (M-310).</summary>
    public ulong Minimum => Conditions is not { } some ? 0 : some.AllOrNone ? Remaining : some.MinimumFill;

    /// <summary>The lease whose lots it offers (M-801); default: it takes from capacity, or buys.</summary>
    public Hash32 Source => Conditions is { } some ? some.Source : default;

    /// <summary>From this time on it is not there (M-309).</summary>
    public ulong EndsMs => EndsAt(EnteredMs, Conditions);

    public static ulong EndsAt(ulong enteredMs, OrderConditions? conditions) =>
        EndsAt(enteredMs, conditions?.ExpiresMs ?? 0);

    /// <param name="expiresMs">Of GTT; else 0.</param>
    public static ulong EndsAt(ulong enteredMs, ulong expiresMs) => expiresMs > 0 ? expiresMs
        : enteredMs + Math.Min(ulong.MaxValue - enteredMs, Limits.OrderLifetimeMs);
}

/// <summary>Resting orders, and the books, lists and counts that follow them.</summary>
internal sealed class OrderTable(
    ChangeLog log, AccountTable accounts, ProductTable products, DueIndex due)
    : Table<OrderKey, OrderRow>(log)
{
    private record struct Tally(int Orders, int Minimums);

    /// <param name="First">Slot of the list's head plus one; 0: no order.</param>
    private record struct AccountOrders(int Orders, int First);

    private readonly Dictionary<(int Instrument, int Party), Tally> perParty = [];
    private readonly OrderLinks links = new();
    private readonly OrderLinks linksOfAccount = new();
    private OrderBook?[] books = new OrderBook?[64];
    private AccountOrders[] perAccount = new AccountOrders[64];
    private readonly Dictionary<StreamKey, ulong> spotBids = [];
    private readonly Dictionary<Hash32, List<int>> ofSource = [];

    /// <summary>The book of an instrument that has had an order; else null.</summary>
    public OrderBook? BookOf(int instrument) => instrument < books.Length ? books[instrument] : null;

    public int CountOf(int account) => account < perAccount.Length ? perAccount[account].Orders : 0;

    /// <summary>Lots that an account bids for SPOT, in one asset (M-604).</summary>
    public ulong SpotLotsOf(StreamKey stream) => spotBids.GetValueOrDefault(stream);

    /// <summary>Slots of the asks that name a lease, in no order that a rule may use.</summary>
    public IReadOnlyList<int> OfSource(Hash32 lease) => ofSource.GetValueOrDefault(lease) ?? [];

    public int CountOf(int instrument, int party) =>
        perParty.GetValueOrDefault((instrument, party)).Orders;

    /// <summary>How many of them have a minimum.</summary>
    public int MinimumsOf(int instrument, int party) =>
        perParty.GetValueOrDefault((instrument, party)).Minimums;

    /// <summary>Slots of the orders of one price level, in no order that a rule may use.</summary>
    public OrderLinks.Chain Chain(int head) => links.From(head);

    /// <summary>Slots of an account's orders, in no order that a rule may use.</summary>
    public OrderLinks.Chain ChainOf(int account) =>
        linksOfAccount.From(account < perAccount.Length ? perAccount[account].First - 1 : OrderLinks.End);

    /// <summary>Asks for the memory that so many new orders will lie in.</summary>
    public void PrefetchPlaces(int count)
    {
        for (int i = 0; i < count; i += 1) PrefetchLinks(PrefetchInsert(i));
    }

    /// <summary>Asks for what names an order's neighbours in its lists.</summary>
    public void PrefetchLinks(int slot)
    {
        links.Prefetch(slot);
        linksOfAccount.Prefetch(slot);
    }

    /// <summary>Asks for the neighbours that an order's removal joins.</summary>
    public void PrefetchNeighbours(int slot)
    {
        links.PrefetchNeighbours(slot);
        linksOfAccount.PrefetchNeighbours(slot);
    }

    /// <summary>Order of order ids: account, then the client's number. The same on every replica.</summary>
    public int CompareIds(int left, int right) => CompareKeys(KeyOf(left), KeyOf(right));

    public int CompareKeys(OrderKey left, OrderKey right) => left.Account == right.Account
        ? left.ClientOrderId.CompareTo(right.ClientOrderId)
        : accounts.KeyOf(left.Account).CompareTo(accounts.KeyOf(right.Account));

    public int PartyOf(int slot) => accounts[KeyOf(slot).Account].Party;

    /// <returns>-1 where there is none, or only one that has ended and waits to be removed (M-309).</returns>
    public int FindResting(OrderKey key, ulong timestampMs)
    {
        int order = Find(key);
        return order >= 0 && this[order].EndsMs > timestampMs ? order : -1;
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
        writer.U8((byte)RowKind.Order);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        writer.U64(key.ClientOrderId);
    }

    protected override void WriteRow(in OrderRow row, ref FixedWriter writer)
    {
        row.Trades.WriteName(ref writer, products);
        writer.U8((byte)row.Side);
        writer.U8((byte)row.TimeInForce);
        writer.U64(row.Lots);
        writer.U64(row.Remaining);
        writer.U64(row.Limit);
        writer.U64(row.CollateralPerLot);
        writer.U64(row.EnteredMs);
        OrderConditions.Write(row.Conditions, ref writer);
    }

    protected override void Added(int slot)
    {
        ref readonly OrderRow row = ref this[slot];
        Grow(ref books, row.Instrument);
        OrderBook book = books[row.Instrument] ??= new OrderBook();
        book.On(row.Side).Add(row.Limit, row.Remaining, slot, links);
        if (row.IsImmediate) book.Immediate.Add(slot);
        if (row.Minimum > 0) book.Minimums += 1;
        if (EndsBeforeItsBook(row)) due.Add(DueOf(slot, row));

        int account = KeyOf(slot).Account;
        Grow(ref perAccount, account);
        ref AccountOrders own = ref perAccount[account];
        linksOfAccount.Push(own.First - 1, slot);
        own = new AccountOrders(own.Orders + 1, slot + 1);
        TallyParty(slot, row, +1);
        TallySpot(slot, row, 0, row.Remaining);
        if (row.Source != default)
            (CollectionsMarshal.GetValueRefOrAddDefault(ofSource, row.Source, out _) ??= []).Add(slot);
    }

    protected override void Removing(int slot)
    {
        ref readonly OrderRow row = ref this[slot];
        OrderBook book = books[row.Instrument]!;
        book.On(row.Side).Remove(row.Limit, row.Remaining, slot, links);
        if (row.IsImmediate) book.Immediate.RemoveAt(book.Immediate.LastIndexOf(slot));
        if (row.Minimum > 0) book.Minimums -= 1;
        if (book.IsEmpty) books[row.Instrument] = null;
        if (EndsBeforeItsBook(row)) due.Remove(DueOf(slot, row));

        ref AccountOrders own = ref perAccount[KeyOf(slot).Account];
        own = new AccountOrders(own.Orders - 1, linksOfAccount.Remove(own.First - 1, slot) + 1);
        TallyParty(slot, row, -1);
        TallySpot(slot, row, row.Remaining, 0);
        if (row.Source == default) return;
        List<int> asks = ofSource[row.Source];
        Require.That(asks.Remove(slot));
        if (asks.Count == 0) ofSource.Remove(row.Source);
    }

    /// <summary>Only what is left and how often it was excluded change; other terms are a new row.</summary>
    protected override void Changed(int slot, in OrderRow before)
    {
        ref readonly OrderRow row = ref this[slot];
        books[row.Instrument]!.On(row.Side).Resize(row.Limit, before.Remaining, row.Remaining);
        TallySpot(slot, row, before.Remaining, row.Remaining);
    }

    /// <summary>The close of its book ends it anyway: only an earlier end needs work of its own.</summary>
    private bool EndsBeforeItsBook(in OrderRow row) =>
        row.Trades.IsSpot || row.EndsMs < products[row.Trades.Product].CloseOf(row.Trades.Slot);

    private DueItem DueOf(int slot, in OrderRow row) => new(row.EndsMs, DueKind.OrderEnd, IdOf(slot), slot);

    private void TallySpot(int slot, in OrderRow row, ulong before, ulong after)
    {
        if (row.Side != Side.Buy || !row.Trades.IsSpot) return;
        var key = new StreamKey(KeyOf(slot).Account, products[row.Trades.Product].Asset);
        ulong lots = spotBids.GetValueOrDefault(key) + after - before;
        if (lots == 0) spotBids.Remove(key);
        else spotBids[key] = lots;
    }

    private void TallyParty(int slot, in OrderRow row, int by)
    {
        (int, int) key = (row.Instrument, PartyOf(slot));
        ref Tally tally = ref CollectionsMarshal.GetValueRefOrAddDefault(perParty, key, out _);
        tally = new Tally(tally.Orders + by, tally.Minimums + (row.Minimum > 0 ? by : 0));
        if (tally.Orders == 0) perParty.Remove(key);
    }

    private static void Grow<T>(ref T[] array, int index)
    {
        if (index >= array.Length) Array.Resize(ref array, Math.Max(2 * array.Length, index + 1));
    }
}
