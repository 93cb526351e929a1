using System.Runtime.InteropServices;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>
/// Price levels of every book as of the committed head: derived from the order rows that blocks change,
/// rebuilt from the stored rows at a start. The executor writes, clients read; so counting an order in is
/// cheap, and a side's levels are put in order when somebody looks.
/// </summary>
public sealed class BookViews
{
    private readonly Lock gate = new();

    // By instrument as order rows spell it.
    private readonly Dictionary<byte[], Sides> books = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], Sides>.AlternateLookup<ReadOnlySpan<byte>> bySpelling;

    private Height height;

    public BookViews() => bySpelling = books.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Takes all resting orders as of a height.</summary>
    public void Start(Height at, IEnumerable<StateRow.Order> orders)
    {
        lock (gate)
        {
            height = at;
            foreach (StateRow.Order order in orders)
                Count(KeyOf(InstrumentName.Of(order)), (order.Side, order.Remaining, order.Limit), 1);
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
                if (change.Before is { } before) Count(new OrderGlance(before.Span), -1);
                if (change.After is { } after) Count(new OrderGlance(after.Span), 1);
            }
        }
    }

    /// <summary>The book with at most so many levels a side; empty where no order rests.</summary>
    public BookView Read(InstrumentName instrument, int depth)
    {
        lock (gate)
        {
            if (!books.TryGetValue(KeyOf(instrument), out Sides? sides))
                return new BookView(height, default, [], [], 0, 0);
            return new BookView(
                height, sides.ChangedAt, sides.Bids.Best(depth), sides.Asks.Best(depth),
                sides.Bids.Lots, sides.Asks.Lots);
        }
    }

    /// <summary>The block that changed the book last, and the newest one counted in.</summary>
    public (Height ChangedAt, Height Newest) Stand(InstrumentName instrument)
    {
        lock (gate) return (books.GetValueOrDefault(KeyOf(instrument))?.ChangedAt ?? default, height);
    }

    private static byte[] KeyOf(InstrumentName instrument) =>
        OrderGlance.InstrumentOf(instrument.Product, instrument.Delivery, instrument.Slot);

    private void Count(OrderGlance order, int sign) => Count(order.Instrument, order.Terms, sign);

    private void Count(
        ReadOnlySpan<byte> book, (Side Side, ulong Remaining, ulong Limit) order, int sign)
    {
        if (!bySpelling.TryGetValue(book, out Sides? sides)) bySpelling[book] = sides = new Sides();
        (order.Side == Side.Buy ? sides.Bids : sides.Asks).Count(order.Limit, order.Remaining, sign);
        sides.ChangedAt = height;
        if (sides.Bids.IsEmpty && sides.Asks.IsEmpty) bySpelling.Remove(book);
    }

    private sealed class Sides
    {
        public SideLevels Bids { get; } = new(best: (x, y) => y.Price.CompareTo(x.Price));

        public SideLevels Asks { get; } = new(best: (x, y) => x.Price.CompareTo(y.Price));

        public Height ChangedAt { get; set; }
    }

    private sealed class SideLevels(Comparison<PriceLevel> best)
    {
        private readonly Dictionary<ulong, PriceLevel> levels = [];

        // Best first; null since a change.
        private PriceLevel[]? ordered;

        public bool IsEmpty => levels.Count == 0;

        public UInt128 Lots { get; private set; }

        public PriceLevel[] Best(int depth)
        {
            if (ordered is null)
            {
                ordered = [.. levels.Values];
                Array.Sort(ordered, best);
            }
            return ordered[..Math.Min(depth, ordered.Length)];
        }

        public void Count(ulong price, ulong lots, int sign)
        {
            ordered = null;
            ref PriceLevel level = ref CollectionsMarshal.GetValueRefOrAddDefault(levels, price, out _);
            level = sign > 0
                ? new PriceLevel(price, level.Lots + lots, level.Orders + 1)
                : new PriceLevel(price, level.Lots - lots, level.Orders - 1);
            Lots = sign > 0 ? Lots + lots : Lots - lots;
            if (level.Orders == 0) levels.Remove(price);
        }
    }

    /// <summary>By content.</summary>
    private sealed class BytesComparer
        : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
