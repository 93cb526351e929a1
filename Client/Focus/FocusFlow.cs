using Chain.Wire;

namespace Chain.Client.Focus;

/// <summary>What a change of an account's money is to whoever reads its costs (M-922).</summary>
internal enum FocusFlow
{
    /// <summary>Brought in or taken out: no cost.</summary>
    Funding,

    /// <summary>Earned as a provider: no cost.</summary>
    Income,

    /// <summary>The price of a lease, paid ahead.</summary>
    Purchase,

    /// <summary>A fee of the market.</summary>
    Fee,

    /// <summary>Paid as it was used.</summary>
    Usage,

    /// <summary>Given back of what was paid.</summary>
    Credit,

    /// <summary>Compensations, from one side to the other.</summary>
    Adjustment,
}

/// <summary>The mapping of M-922. Closed: a kind of movement that is not in it is no guess.</summary>
internal static class FocusFlows
{
    /// <param name="amount">Minor units, what the account got: negative where it paid.</param>
    /// <exception cref="FocusException">A newer node's kind.</exception>
    public static FocusFlow Of(MovementKind kind, long amount) => kind switch
    {
        MovementKind.Transferred or MovementKind.Minted or MovementKind.Burnt
            or MovementKind.FromTreasury => FocusFlow.Funding,
        MovementKind.Earned => FocusFlow.Income,
        MovementKind.Purchased => FocusFlow.Purchase,
        MovementKind.FeePaid => FocusFlow.Fee,
        MovementKind.Streamed or MovementKind.ReserveSpent => FocusFlow.Usage,
        MovementKind.Refunded => FocusFlow.Credit,
        MovementKind.ResalePaid => amount < 0 ? FocusFlow.Purchase : FocusFlow.Credit,
        MovementKind.RekeyingPaid => amount < 0 ? FocusFlow.Fee : FocusFlow.Income,
        MovementKind.Slashed or MovementKind.BondLostOrWon
            or MovementKind.QuoteBondLostOrWon => FocusFlow.Adjustment,
        _ => throw new FocusException(
            $"movements of kind {(int)kind} are not known to this version, so they cannot be billed"),
    };
}

/// <summary>The history cannot be told as costs: it does not add up, or has something unknown.</summary>
public sealed class FocusException : Exception
{
    public FocusException() { }
    public FocusException(string message) : base(message) { }
    public FocusException(string message, Exception inner) : base(message, inner) { }
}
