namespace Chain.Tests.Reference;

/// <summary>Faults that the reference can be given, one at a time.</summary>
public enum Planted
{
    None,
    FeeRoundedDown,
    SpareLotsToTheHigherHash,
    AgeInSeconds,
    StreamDryOneInstantLate,
    RefundRoundedUp,
    WindowCountedFromItsParent,
    RevokedQuotationQualifies,
    BondOfSilentQuotationFree,
    QuotationTieToTheHigherHash,
    PartsOfASourceRoundedUp,
    NoRekeyingFeeOfASource,
    CollateralStaysWithTheRest,
    CommitBesideViewChangeAllowed,
}
