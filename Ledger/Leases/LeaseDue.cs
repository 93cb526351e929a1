using Chain.Ledger.Tables;

namespace Chain.Ledger.Leases;

/// <summary>What time brings to leases and streams, each at its own time, whenever the block comes.</summary>
internal sealed class LeaseDue(LedgerTables tables)
{
    private readonly Ending ending = new(tables);
    private readonly Closing closing = new(tables);
    private readonly Windows windows = new(tables);
    private readonly Receipts receipts = new(tables);
    private readonly Streams streams = new(tables);
    private readonly Succession succession = new(tables);

    /// <param name="item">Its time is when it takes effect.</param>
    /// <param name="budget">What the block may still do, at least 1.</param>
    /// <param name="block">It names the leases that it makes.</param>
    /// <returns>The budget used, at least 1.</returns>
    public int Run(in DueItem item, int budget, in BlockContext block)
    {
        switch (item.Kind)
        {
            case DueKind.LeaseStart:
                ending.StartSlot(item.Slot, item.TimeMs);
                break;
            case DueKind.LeaseEnd:
                ending.EndSlot(item.Slot, item.TimeMs);
                break;
            case DueKind.SpotWake:
                if (!succession.TryRun(item.Slot, item.TimeMs, block)) ending.Wake(item.Slot, item.TimeMs);
                break;
            case DueKind.StreamDry:
                streams.MarkDry(tables.Streams.KeyOf(item.Slot), item.TimeMs);
                break;
            case DueKind.StreamClose:
                return ending.CloseStream(item.Slot, budget);
            case DueKind.Handover:
                closing.NoHandover(item.Slot, item.TimeMs);
                break;
            case DueKind.Acknowledge:
                windows.Acknowledge(item.Slot, item.TimeMs);
                break;
            case DueKind.Challenge:
                receipts.FinishPending(item.Slot, item.TimeMs);
                break;
            case DueKind.Receipt:
                receipts.Forfeit(item.Slot, item.TimeMs);
                break;
            default:
                throw new BrokenInvariantException("unknown kind of due work");
        }
        return 1;
    }
}
