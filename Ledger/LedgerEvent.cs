namespace Chain.Ledger;

/// <summary>What happens to a lease or a stream after the trade. Stored: never reuse a number.</summary>
public enum LedgerEventKind : byte
{
    None = 0,
    /// <summary>Credentials were posted (M-611).</summary>
    Posted = 1,
    /// <summary>By the tenant, or by its silence (M-614).</summary>
    Acknowledged = 2,
    /// <summary>No credentials in time (M-612).</summary>
    NoHandover = 3,
    /// <summary>A SLOT lease's slot began (M-632).</summary>
    Started = 4,
    ReceiptPending = 5,
    ReceiptFinal = 6,
    /// <summary>No receipt in time: a final one at the last meter (M-716).</summary>
    ReceiptForfeit = 7,
    Noticed = 8,
    /// <summary>The provider left at once (M-630).</summary>
    Exited = 9,
    Ended = 10,
    Closed = 11,
    /// <summary>When the stream runs dry has changed; 0: never (M-634).</summary>
    DryInstant = 12,
    /// <summary>A stream ran dry: its leases are suspended (M-624).</summary>
    Suspended = 13,
    /// <summary>A deposit paid what was owed (M-626).</summary>
    Resumed = 14,
    /// <summary>The tenant refused the hand-over (M-614).</summary>
    Refused = 40,
    /// <summary>Of this and the following the document is the dispute's id (M-736).</summary>
    DisputeOpened = 41,
    /// <summary>Its time is when commitments end, in live time (M-734).</summary>
    PanelDrawn = 42,
    /// <summary>Its time is when reveals end, in live time.</summary>
    RevealsBegan = 43,
    /// <summary>A second, larger panel will be drawn.</summary>
    NoMajority = 44,
    DecidedForProvider = 45,
    DecidedForTenant = 46,
    DecidedHalf = 47,
    /// <summary>A fault counts for the provider's party (M-822).</summary>
    ProviderFault = 48,
    TenantFault = 49,
    /// <summary>Of this and the following the document is the request's id (M-542).</summary>
    QuotesRevealing = 60,
    /// <summary>Its bond went to the tenant (M-544).</summary>
    QuoteNotRevealed = 61,
    /// <summary>The lease is the one that it made.</summary>
    QuoteWon = 62,
    RequestWithoutWinner = 63,
    /// <summary>Its tenant sold lots of it; the document is the buyer's lease (M-802).</summary>
    Resold = 70,
    /// <summary>Told to the taker, in the tenant's place (M-803).</summary>
    TransferOffered = 71,
    TransferAccepted = 72,
    /// <summary>Told to the tenant, and to the taker in its place (M-805).</summary>
    TransferOver = 73,
    /// <summary>Of the taker's lease; the document is that before (M-804).</summary>
    Transferred = 74,
    /// <summary>Of the lease with which the tenant keeps the rest (M-804).</summary>
    GoesOn = 75,
}

/// <summary>One event. A stream's has no lease and no provider; its account is the tenant.</summary>
/// <param name="EffectiveMs">When it took effect: at or before the block's timestamp.</param>
/// <param name="TimeMs">What the kind is about: end, through, dry instant; else 0.</param>
/// <param name="Document">SHA-256 of credentials, or root of evidence; else zero.</param>
public readonly record struct LedgerEvent(
    LedgerEventKind Kind, ulong EffectiveMs, Hash32 Lease, AccountId Provider, AccountId Tenant, string Asset,
    ulong TimeMs, Hash32 Document, LeaseMoney Money);

/// <summary>Money of one event, minor units.</summary>
/// <param name="Claimed">Moved into the lease's escrow.</param>
/// <param name="Paid">Earned by the provider, its fee included.</param>
public readonly record struct LeaseMoney(ulong Claimed, ulong Paid, ulong Fee, ulong Refunded, ulong Slashed);
