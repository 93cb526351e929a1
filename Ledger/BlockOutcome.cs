using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>
/// All that executing one block did; keep it until the block is committed,
/// for <see cref="LedgerState.Undo"/>.
/// </summary>
public sealed class BlockOutcome
{
    internal BlockOutcome(BlockUndo reversal, Hash32 parentTip, ulong parentTimestampMs)
    {
        Reversal = reversal;
        ParentTip = parentTip;
        ParentTimestampMs = parentTimestampMs;
    }

    public required BlockContext Block { get; init; }

    /// <summary>One per transaction, in block order.</summary>
    public required IReadOnlyList<TransactionReceipt> Receipts { get; init; }

    public required Hash32 ReceiptsRoot { get; init; }

    /// <summary>Root of the state after this block.</summary>
    public required Hash32 StateRoot { get; init; }

    /// <summary>Each row that differs from before the block, once.</summary>
    public required IReadOnlyList<StateChange> Changes { get; init; }

    /// <summary>Bundles that could have been bought in this block, in the order of their trials.</summary>
    public required IReadOnlyList<BundleResult> Bundles { get; init; }

    /// <summary>
    /// Auctions that traded, excluded or cancelled an order, in the order of their clearing.
    /// </summary>
    public required IReadOnlyList<AuctionResult> Auctions { get; init; }

    /// <summary>Those that traded.</summary>
    public IReadOnlyList<AuctionResult> Trades => field ??= [.. Auctions.Where(auction => auction.Lots > 0)];

    /// <summary>What accounts hold changed by these, refused transactions' not among them.</summary>
    public required IReadOnlyList<Movement> Movements { get; init; }

    /// <summary>Of leases and streams after the trade, in order.</summary>
    public required IReadOnlyList<LedgerEvent> Events { get; init; }

    /// <summary>Leases as they were when they left the state (M-633).</summary>
    public required IReadOnlyList<StateRow.Lease> ClosedLeases { get; init; }

    /// <summary>More than the clock of windows (L-14).</summary>
    public bool ChangedState => Changes.Any(change => change.Kind != RowKind.Clock);

    internal BlockUndo Reversal { get; }

    internal Hash32 ParentTip { get; }

    internal ulong ParentTimestampMs { get; }
}
