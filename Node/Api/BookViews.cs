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
    private readonly Dictionary<InstrumentName, Sides> books = [];

    private Height height;

    /// <summary>Takes all resting orders as of a height.</summary>
    public void Start(Height at, IEnumerable<StateRow.Order> orders)
    {
        lock (gate)
        {
            height = at;
            foreach (StateRow.Order order in orders) Count(order, 1);
        }
    }

    /// <summary>The next block.</summary>
    public void Apply(Height at, IReadOnlyList<StateChange> changes)
    {
        lock (gate)
        {
            height = at;
            foreach (StateChange change in changes)
            {
                if (change.Kind != RowKind.Order) continue;
                if (change.Before is { } before) Count(OrderOf(change.Key, before), -1);
                if (change.After is { } after) Count(OrderOf(change.Key, after), 1);
            }
        }
    }

    /// <summary>The book with at most so many levels a side; empty where no order rests.</summary>
    public BookView Read(InstrumentName instrument, int depth)
    {
        lock (gate)
        {
            if (!books.TryGetValue(instrument, out Sides? sides))
                return new BookView(height, default, [], [], 0, 0);
            return new BookView(
                height, sides.ChangedAt, sides.Bids.Best(depth), sides.Asks.Best(depth),
                sides.Bids.Lots, sides.Asks.Lots);
        }
    }

    /// <summary>The block that changed the book last, and the newest one counted in.</summary>
    public (Height ChangedAt, Height Newest) Stand(InstrumentName instrument)
    {
        lock (gate) return (books.GetValueOrDefault(instrument)?.ChangedAt ?? default, height);
    }

    private static StateRow.Order OrderOf(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) =>
        (StateRow.Order)StateRow.Decode(key.Span, value.Span)!;

    private void Count(StateRow.Order order, int sign)
    {
        InstrumentName book = InstrumentName.Of(order);
        if (!books.TryGetValue(book, out Sides? sides)) books.Add(book, sides = new Sides());
        (order.Side == Side.Buy ? sides.Bids : sides.Asks).Count(order, sign);
        sides.ChangedAt = height;
        if (sides.Bids.IsEmpty && sides.Asks.IsEmpty) books.Remove(book);
    }

    private sealed class Sides
    {
        public SideLevels Bids { get; } = new(best: Comparer<ulong>.Create((x, y) => y.CompareTo(x)));

        public SideLevels Asks { get; } = new(best: Comparer<ulong>.Default);

        public Height ChangedAt { get; set; }
    }

    private sealed class SideLevels(Comparer<ulong> best)
    {
        private readonly SortedDictionary<ulong, PriceLevel> levels = new(best);

        public bool IsEmpty => levels.Count == 0;

        public UInt128 Lots { get; private set; }

        public PriceLevel[] Best(int depth) => [.. levels.Values.Take(depth)];

        public void Count(StateRow.Order order, int sign)
        {
            PriceLevel level = levels.GetValueOrDefault(order.Limit) with { Price = order.Limit };
            level = sign > 0
                ? level with { Lots = level.Lots + order.Remaining, Orders = level.Orders + 1 }
                : level with { Lots = level.Lots - order.Remaining, Orders = level.Orders - 1 };
            Lots = sign > 0 ? Lots + order.Remaining : Lots - order.Remaining;
            if (level.Orders > 0) levels[order.Limit] = level;
            else levels.Remove(order.Limit);
        }
    }
}
