using System.Buffers.Binary;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>
/// Price levels of every book as of the committed head: derived from the order rows that blocks change,
/// rebuilt from the stored rows at a start. The executor writes, clients read.
/// </summary>
public sealed class BookViews
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Product, Delivery Delivery, ulong Slot), Sides> books = [];

    /// <summary>
    /// Every resting order as last counted. A change's before-image would not do: it names its instrument by
    /// a table slot, which another instrument may have taken within the same block.
    /// </summary>
    private readonly Dictionary<(Hash32 Owner, ulong ClientOrderId), StateRow.Order> resting = [];

    public void Start(IEnumerable<StateRow.Order> orders)
    {
        lock (gate)
            foreach (StateRow.Order order in orders) Add(order);
    }

    public void Apply(IReadOnlyList<StateChange> changes)
    {
        lock (gate)
        {
            foreach (StateChange change in changes)
            {
                if (change.Kind != RowKind.Order) continue;
                if (resting.Remove(IdOf(change.Key.Span), out StateRow.Order? before)) Count(before, -1);
                if (change.After is { } after)
                    Add((StateRow.Order)StateRow.Decode(change.Key.Span, after.Span)!);
            }
        }
    }

    /// <summary>Best levels of both sides into the message.</summary>
    public void Fill(Book book, int depth)
    {
        Instrument of = book.Instrument;
        lock (gate)
        {
            if (!books.TryGetValue((of.Product, of.Delivery, of.Slot), out Sides? sides)) return;
            book.Bids.Add(sides.Bids.Reverse().Take(depth).Select(Describe));
            book.Asks.Add(sides.Asks.Take(depth).Select(Describe));
        }
    }

    private void Add(StateRow.Order order)
    {
        resting.Add((order.Owner.Bytes, order.ClientOrderId), order);
        Count(order, 1);
    }

    /// <summary>Layout of <see cref="StateKey.Order"/>: kind, account, client order id.</summary>
    private static (Hash32, ulong) IdOf(ReadOnlySpan<byte> key) =>
        (new Hash32(key.Slice(1, Hash32.Size)), BinaryPrimitives.ReadUInt64BigEndian(key[(1 + Hash32.Size)..]));

    private static Level Describe(KeyValuePair<ulong, (ulong Lots, uint Orders)> level) =>
        new() { Price = level.Key, Lots = level.Value.Lots, Orders = level.Value.Orders };

    private void Count(StateRow.Order order, int sign)
    {
        (string, Delivery, ulong) book = (order.ProductName, order.Delivery, order.Slot);
        if (!books.TryGetValue(book, out Sides? sides)) books.Add(book, sides = new Sides());
        SortedDictionary<ulong, (ulong Lots, uint Orders)> levels = order.Side == Side.Buy ? sides.Bids : sides.Asks;
        (ulong lots, uint orders) = levels.GetValueOrDefault(order.Limit);
        (lots, orders) = sign > 0 ? (lots + order.Remaining, orders + 1) : (lots - order.Remaining, orders - 1);
        if (orders > 0) levels[order.Limit] = (lots, orders);
        else levels.Remove(order.Limit);
        if (sides.Bids.Count + sides.Asks.Count == 0) books.Remove(book);
    }

    private sealed class Sides
    {
        public SortedDictionary<ulong, (ulong Lots, uint Orders)> Bids { get; } = [];
        public SortedDictionary<ulong, (ulong Lots, uint Orders)> Asks { get; } = [];
    }
}
