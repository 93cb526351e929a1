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
internal readonly record struct OrderRow(
    int Instrument, InstrumentKey Trades, Side Side, TimeInForce TimeInForce, ulong Lots, ulong Remaining,
    ulong Limit, ulong CollateralPerLot, ulong EnteredMs)
{
    /// <summary>Whole minutes: within one, time gives no precedence.</summary>
    public ulong Age => EnteredMs / 60_000;
}

/// <summary>Resting orders, and the books and counts that follow them.</summary>
internal sealed class OrderTable(
    ChangeLog log, AccountTable accounts, ProductTable products)
    : Table<OrderKey, OrderRow>(log)
{
    private readonly Dictionary<(int Instrument, int Party), int> perParty = [];
    private readonly OrderLinks links = new();
    private readonly OrderLinks linksOfAccount = new();
    private OrderBook?[] books = new OrderBook?[64];
    private AccountOrders[] perAccount = new AccountOrders[64];

    /// <param name="First">Slot of the list's head plus one; 0: no order.</param>
    private record struct AccountOrders(int Orders, int First);

    /// <summary>The book of an instrument that has had an order; else null.</summary>
    public OrderBook? BookOf(int instrument) => instrument < books.Length ? books[instrument] : null;

    public int CountOf(int account) => account < perAccount.Length ? perAccount[account].Orders : 0;

    public int CountOf(int instrument, int party) => perParty.GetValueOrDefault((instrument, party));

    /// <summary>Slots of the orders of one price level, in no order that a rule may use.</summary>
    public OrderLinks.Chain Chain(int head) => links.From(head);

    /// <summary>Slots of an account's orders, in no order that a rule may use.</summary>
    public OrderLinks.Chain ChainOf(int account) =>
        linksOfAccount.From(account < perAccount.Length ? perAccount[account].First - 1 : OrderLinks.End);

    /// <summary>Order of order ids: account, then the client's number. The same on every replica.</summary>
    public int CompareIds(int left, int right)
    {
        OrderKey a = KeyOf(left), b = KeyOf(right);
        return a.Account == b.Account
            ? a.ClientOrderId.CompareTo(b.ClientOrderId)
            : accounts.KeyOf(a.Account).CompareTo(accounts.KeyOf(b.Account));
    }

    public int PartyOf(int slot) => accounts[KeyOf(slot).Account].Party;

    protected override void WriteKey(OrderKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Order);
        writer.Hash(accounts.KeyOf(key.Account).Bytes);
        writer.U64(key.ClientOrderId);
    }

    protected override void WriteRow(in OrderRow row, ref FixedWriter writer)
    {
        Text.Counted(ref writer, products.KeyOf(row.Trades.Product));
        row.Trades.WriteDelivery(ref writer);
        writer.U8((byte)row.Side);
        writer.U8((byte)row.TimeInForce);
        writer.U64(row.Lots);
        writer.U64(row.Remaining);
        writer.U64(row.Limit);
        writer.U64(row.CollateralPerLot);
        writer.U64(row.EnteredMs);
    }

    protected override void Added(int slot)
    {
        ref readonly OrderRow row = ref this[slot];
        Grow(ref books, row.Instrument);
        OrderBook book = books[row.Instrument] ??= new OrderBook();
        book.On(row.Side).Add(row.Limit, row.Remaining, slot, links);
        if (row.TimeInForce == TimeInForce.Ioc) book.Immediate.Add(slot);
        Tally(slot, row.Instrument, +1);
    }

    protected override void Removing(int slot)
    {
        ref readonly OrderRow row = ref this[slot];
        OrderBook book = books[row.Instrument]!;
        book.On(row.Side).Remove(row.Limit, row.Remaining, slot, links);
        if (row.TimeInForce == TimeInForce.Ioc) book.Immediate.RemoveAt(book.Immediate.LastIndexOf(slot));
        Tally(slot, row.Instrument, -1);
        if (book.IsEmpty) books[row.Instrument] = null;
    }

    protected override void Changed(int slot, in OrderRow before)
    {
        ref readonly OrderRow row = ref this[slot];
        books[row.Instrument]!.On(row.Side).Resize(row.Limit, before.Remaining, row.Remaining);
    }

    private void Tally(int slot, int instrument, int by)
    {
        int account = KeyOf(slot).Account;
        Grow(ref perAccount, account);
        ref AccountOrders all = ref perAccount[account];
        int head = by > 0
            ? slot : linksOfAccount.Remove(all.First - 1, slot);
        if (by > 0) linksOfAccount.Push(all.First - 1, slot);
        all = new AccountOrders(all.Orders + by, head + 1);
        (int, int) key = (instrument, accounts[account].Party);
        int count = perParty.GetValueOrDefault(key) + by;
        if (count == 0) perParty.Remove(key);
        else perParty[key] = count;
    }

    private static void Grow<T>(ref T[] array, int index)
    {
        if (index >= array.Length) Array.Resize(ref array, Math.Max(2 * array.Length, index + 1));
    }
}
