namespace Chain.Client.Replay;

/// <summary>An order, or a bundle's leg, as the rules of the auction see it.</summary>
/// <param name="Age">Unix minute of its entry (M-407).</param>
/// <param name="Minimum">Lots to fill at least, or none; 0: no such condition (M-310).</param>
/// <param name="Immediate">IOC or FOK.</param>
/// <param name="Exclusions">Auctions that it sat out before (M-422).</param>
public sealed record ReplayOrder(
    AccountId Account, ulong ClientOrderId, string Party, bool Buys, ulong Limit, ulong Age, ulong Lots,
    ulong Minimum, bool PostOnly, bool Immediate, uint Exclusions)
{
    /// <summary>What the leases of its bundle have in common (M-510); default: it is an order.</summary>
    public Hash32 Group { get; init; }

    /// <summary>The lease lots of which it sells (M-801); default: it sells capacity, or buys.</summary>
    public Hash32 Source { get; init; }

    public bool IsLeg => Group != default;

    /// <summary>Whom the lease walk and the names of leases mean (M-508, M-802).</summary>
    public Hash32 Name => IsLeg ? Group : Source != default ? Source : Account.Bytes;

    /// <summary>Could the two trade with each other (M-406)?</summary>
    public bool Crosses(ReplayOrder other) =>
        Buys != other.Buys && (Buys ? Limit >= other.Limit : Limit <= other.Limit);

    /// <summary>By better limit, age and order id (M-407, M-408).</summary>
    public static int ByPriority(ReplayOrder a, ReplayOrder b)
    {
        int byLimit = a.Buys ? b.Limit.CompareTo(a.Limit) : a.Limit.CompareTo(b.Limit);
        if (byLimit != 0) return byLimit;
        return a.Age != b.Age ? a.Age.CompareTo(b.Age) : ById(a, b);
    }

    public static int ById(ReplayOrder a, ReplayOrder b) =>
        (a.Account, a.ClientOrderId).CompareTo((b.Account, b.ClientOrderId));
}
