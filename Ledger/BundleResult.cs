using Chain.Wire;

namespace Chain.Ledger;

/// <summary>What became of a bundle in a block (M-511).</summary>
/// <param name="Cost">Σ lots · price, of SPOT per hour; 0 where it was not accepted.</param>
/// <param name="Group">Of its leases; default where it was not accepted.</param>
/// <param name="Paradoxical">Not accepted, though each leg alone could fill at the final prices.</param>
public sealed record BundleResult(
    AccountId Account, ulong ClientOrderId, BundleVerdict Verdict, ulong Limit, ulong Cost, Hash32 Group,
    bool Paradoxical);
