using Chain.Wire;

namespace Chain.Ledger.Disputes;

/// <summary>Counting what a panel has revealed (M-734): pure.</summary>
internal static class Count
{
    /// <returns>What more than half of them say; unspecified where there is no such thing.</returns>
    public static Verdict MajorityOf(IReadOnlyCollection<Verdict> revealed)
    {
        foreach (Verdict verdict in (ReadOnlySpan<Verdict>)[Verdict.Provider, Verdict.Tenant, Verdict.Half])
            if (2 * revealed.Count(one => one == verdict) > revealed.Count) return verdict;
        return Verdict.Unspecified;
    }
}
