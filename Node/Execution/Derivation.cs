using Chain.Ledger;
using Chain.Ledger.Prices;
using Chain.Ledger.Storage;

namespace Chain.Node.Execution;

/// <summary>
/// What is derived from a block's execution: the one place, for commits and for making it all again.
/// </summary>
internal static class Derivation
{
    public static DerivedRows Of(BlockOutcome outcome) =>
        new(TradeRows.Of(outcome), SeriesPrint.Of(outcome.Trades))
        {
            Auctions = AuctionRows.Of(outcome),
            Bundles = BundleResultRows.Of(outcome),
            Leases = LeaseHistory.Of(outcome),
        };
}
