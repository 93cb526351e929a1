namespace Chain.Ledger;

/// <summary>Terms of the market that hold for every product.</summary>
internal static class MarketParameters
{
    /// <summary>How long a SPOT lease goes on after its tenant's stream ran dry.</summary>
    public const ulong GraceMs = 3_600_000;
}
