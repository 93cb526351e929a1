using Chain.Wire;

namespace Chain.Ledger.Books;

/// <summary>The resting orders of one instrument.</summary>
internal sealed class OrderBook
{
    public BookSide Bids { get; } = new(bids: true);

    public BookSide Asks { get; } = new(bids: false);

    /// <summary>Slots of the orders that live for the next auction only.</summary>
    public List<int> Immediate { get; } = [];

    /// <summary>How many orders have a minimum: only they may need more than one pass.</summary>
    public int Minimums { get; set; }

    public bool IsEmpty => Bids.Orders == 0 && Asks.Orders == 0;

    /// <summary>True when the best bid meets the best ask.</summary>
    public bool IsCrossed =>
        Bids.Orders > 0 && Asks.Orders > 0 && Bids.Levels[^1].Price >= Asks.Levels[^1].Price;

    public BookSide On(Side side) => side == Side.Buy ? Bids : Asks;
}
