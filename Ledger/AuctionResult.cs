using Chain.Wire;

namespace Chain.Ledger;

/// <summary>One clearing of one book at one price.</summary>
/// <param name="Slot">With the delivery and <paramref name="Product"/> the instrument; 0 for SPOT.</param>
/// <param name="Price">Minor units per lot, for SPOT per lot and hour; every fill and lease has it.</param>
/// <param name="Lots">Bought, and sold.</param>
/// <param name="Fills">Buy side first, each side best limit first.</param>
public sealed record AuctionResult(
    string Product, Delivery Delivery, ulong Slot, ulong Price, ulong Lots,
    IReadOnlyList<Fill> Fills, IReadOnlyList<LeaseTrade> Leases);

/// <summary>What one order traded in one auction.</summary>
public readonly record struct Fill(AccountId Account, ulong ClientOrderId, Side Side, ulong Limit,
    ulong Lots);

/// <summary>One lease made by an auction.</summary>
public readonly record struct LeaseTrade(Hash32 Lease, AccountId Provider, AccountId Tenant, ulong Lots);
