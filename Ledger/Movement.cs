namespace Chain.Ledger;

/// <summary>Why an account's money moved. The numbers are stored: never reuse one.</summary>
public enum MovementReason : byte
{
    None = 0,
    Transfer = 1,
    Mint = 2,
    Burn = 3,
    /// <summary>A SLOT lease's price goes into its escrow (M-602).</summary>
    Purchase = 4,
    /// <summary>A buyer's fee of a trade (M-409), or a provider's of its earnings (M-713).</summary>
    Fee = 5,
    /// <summary>Funds of a stream were debited (M-622), or come back from its pool (M-623).</summary>
    Stream = 6,
    /// <summary>A lease claims from its tenant's reserve, or its minimum charge (M-629, M-631).</summary>
    Reserve = 7,
    /// <summary>A provider's earnings became final (M-713).</summary>
    Earned = 8,
    /// <summary>
    /// A tenant has back what was not delivered, or what is left of an escrow (M-633, M-713).
    /// </summary>
    Refund = 9,
    /// <summary>Collateral goes from provider to tenant (M-702).</summary>
    Slash = 10,
    /// <summary>Collected fees, paid out by vote (M-130).</summary>
    Treasury = 11,
    /// <summary>The loser's bond of a dispute goes to the winner (M-735).</summary>
    Bond = 40,
    /// <summary>The bond of a quotation that was not revealed goes to the tenant (M-544).</summary>
    QuoteBond = 60,
    /// <summary>The price of a lease that was sold on, from buyer to seller (M-802, M-804).</summary>
    Resale = 70,
    /// <summary>Such a seller pays the provider for new credentials (M-802, M-804).</summary>
    Rekeying = 71,
}

/// <summary>
/// One change of what an account holds in an asset: available, locked and in its stream's funds together.
/// </summary>
/// <param name="Amount">Minor units; negative: it leaves the account.</param>
/// <param name="Reference">
/// The lease, the instrument, the request or the other account; zero where there is none.
/// </param>
public readonly record struct Movement(
    AccountId Account, string Asset, long Amount, MovementReason Reason, Hash32 Reference);

/// <summary>The reason of a movement and what it is about.</summary>
internal readonly record struct Cause(MovementReason Reason, Hash32 Reference);
