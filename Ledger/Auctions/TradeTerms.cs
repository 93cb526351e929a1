using Chain.Ledger.Tables;

namespace Chain.Ledger.Auctions;

/// <summary>What all leases of one auction have in common.</summary>
/// <param name="Id">Hash of the instrument's key.</param>
internal readonly record struct TradeTerms(InstrumentKey Key, ulong Price, Hash32 Id, BlockContext Block);
