namespace Chain.Ledger;

/// <summary>What became of a bundle in a block (M-511); numbers are published.</summary>
public enum BundleVerdict : byte
{
    None = 0,
    Accepted = 1,
    /// <summary>A leg crosses an ask of its own party.</summary>
    OwnAsk = 2,
    LegUnfilled = 3,
    /// <summary>A leg of a bundle accepted before would go unfilled.</summary>
    Displaces = 4,
    AboveLimit = 5,
    /// <summary>A bundle accepted before would cost more than its limit.</summary>
    AboveAnothersLimit = 6,
    /// <summary>Orders with a minimum keep a book from clearing in the passes of a trial.</summary>
    Passes = 7,
    /// <summary>The block's work is used up: no failure.</summary>
    NotTried = 8,
}

/// <param name="Cost">Σ lots · price, of SPOT per hour; 0 where it was not accepted.</param>
/// <param name="Group">Of its leases; default where it was not accepted.</param>
/// <param name="Paradoxical">Not accepted, though each leg alone could fill at the final prices.</param>
public sealed record BundleResult(
    AccountId Account, ulong ClientOrderId, BundleVerdict Verdict, ulong Limit, ulong Cost, Hash32 Group,
    bool Paradoxical);
