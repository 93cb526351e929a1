using Chain.Wire;

namespace Chain.Client.Replay;

/// <summary>What the rules make of a book; all but the passes 0 where nothing trades.</summary>
public sealed record ReplayOutcome
{
    public ulong Price { get; init; }
    public ulong Lots { get; init; }
    public ulong Low { get; init; }
    public ulong High { get; init; }

    /// <summary>0 where no order takes part.</summary>
    public int Passes { get; init; }

    /// <summary>Of those that traded.</summary>
    public IReadOnlyDictionary<ReplayOrder, ulong> Fills { get; init; } =
        new Dictionary<ReplayOrder, ulong>();

    public IReadOnlyList<ReplayLease> Leases { get; init; } = [];

    /// <summary>By (side, order id).</summary>
    public IReadOnlyList<ReplayExclusion> Exclusions { get; init; } = [];

    /// <summary>By (side, order id).</summary>
    public IReadOnlyList<ReplayCancellation> Cancellations { get; init; } = [];
}

/// <param name="Seller">The provider, or the tenant that sold a lease on.</param>
public readonly record struct ReplayLease(Hash32 Id, AccountId Seller, AccountId Tenant, ulong Lots);

public readonly record struct ReplayExclusion(ReplayOrder Order, AuctionReasonKind Reason, int Pass);

public readonly record struct ReplayCancellation(ReplayOrder Order, AuctionReasonKind Reason, ulong Lots);
