using Chain.Ledger.Books;
using Chain.Ledger.Bundles;
using Chain.Ledger.Disputes;
using Chain.Ledger.Leases;
using Chain.Ledger.Operations;
using Chain.Ledger.Quotations;
using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>
/// What time brings (L-6): books close, attestations expire, leases and streams go on and end, orders end,
/// votes take effect, freezes lapse, by (due time, kind, id). A block does at most
/// <see cref="Limits.DueItemsPerBlock"/>, each cancelled order counting as one; what is left keeps its place
/// in front.
/// </summary>
internal sealed class DueWork(LedgerTables tables, LiveTime live)
{
    private readonly OrderRelease release = new(tables);
    private readonly BundleRelease bundles = new(tables);
    private readonly CapacityExpiry expiry = new(tables);
    private readonly ProposalOperations proposals = new(tables);
    private readonly LeaseDue leases = new(tables);
    private readonly Proceedings disputes = new(tables);
    private readonly Awarding awarding = new(tables);
    private readonly List<int> level = [];

    /// <summary>Is there work that the cap has left over?</summary>
    public bool IsLeft(in BlockContext block) => TryFirst(block, out _);

    /// <param name="block">What is due at or before its timestamp.</param>
    /// <param name="budget">Items that may still be done in this block.</param>
    public void Run(in BlockContext block, ref int budget)
    {
        while (budget > 0 && TryFirst(block, out DueItem item))
            budget -= item.Kind switch
            {
                DueKind.BookClose => Close(item.Slot, budget),
                DueKind.CapacityExpiry => expiry.Run(item.Slot, budget),
                DueKind.OrderEnd => EndOrder(item.Slot),
                DueKind.Proposal => FallDue(item.Slot, block),
                DueKind.FreezeOrders => CancelFrozen(item.Slot, budget),
                DueKind.FreezeLapse => Lapse(item.Slot),
                DueKind.BundleEnd => EndBundle(item.Slot),
                DueKind.PanelDrawing or DueKind.Commitments or DueKind.Reveals => Judge(item, block),
                DueKind.QuoteCommitments or DueKind.QuoteReveals => awarding.Run(item, block),
                _ => leases.Run(item, budget, block),
            };
    }

    /// <summary>
    /// The first of both clocks' work and of the panels, by when it takes effect, then by kind.
    /// </summary>
    private bool TryFirst(in BlockContext block, out DueItem item)
    {
        bool found = tables.Due.TryFirst(block.TimestampMs, out item);
        if (tables.LiveDue.TryFirst(tables.Clock.LiveMs, out DueItem window))
            found = Earlier(window with { TimeMs = live.EffectiveMs(window.TimeMs) }, found, ref item);
        if (tables.Draws.TryFirst(block.Height.Value, out DueItem draw))
            found = Earlier(draw with { TimeMs = block.TimestampMs }, found, ref item);
        return found;
    }

    private static bool Earlier(in DueItem other, bool found, ref DueItem item)
    {
        if (!found || (other.TimeMs, other.Kind).CompareTo((item.TimeMs, item.Kind)) < 0) item = other;
        return true;
    }

    private int Judge(in DueItem item, in BlockContext block)
    {
        disputes.Run(item, block);
        return 1;
    }

    /// <summary>Cancels up to a budget of orders; the instrument goes with the last.</summary>
    /// <returns>The budget used, at least 1.</returns>
    private int Close(int instrument, int budget)
    {
        int used = 0;
        while (used < budget && tables.Orders.BookOf(instrument) is { } book)
        {
            BookSide side = book.Bids.Orders > 0 ? book.Bids : book.Asks;
            level.Clear();
            foreach (int order in tables.Orders.Chain(side.Levels[^1].Head)) level.Add(order);
            level.Sort(tables.Orders.CompareIds);
            for (int i = 0; i < level.Count && used < budget; i += 1)
            {
                release.Cancel(level[i]);
                used += 1;
            }
        }
        if (used < budget)
        {
            tables.Instruments.Delete(instrument);
            used += 1;
        }
        return used;
    }

    /// <summary>
    /// Cancels up to a budget of a frozen account's orders, then bundles, by client order id (M-161).
    /// </summary>
    /// <returns>The budget used, at least 1.</returns>
    private int CancelFrozen(int freeze, int budget)
    {
        int account = tables.Freezes.KeyOf(freeze);
        level.Clear();
        foreach (int order in tables.Orders.ChainOf(account)) level.Add(order);
        level.Sort(tables.Orders.CompareIds);
        int used = Math.Min(budget, level.Count);
        for (int i = 0; i < used; i += 1) release.Cancel(level[i]);
        bool all = used == level.Count;
        level.Clear();
        level.AddRange(tables.Bundles.OfAccount(account));
        level.Sort(tables.Bundles.CompareIds);
        int ended = Math.Min(budget - used, level.Count);
        for (int i = 0; i < ended; i += 1) bundles.End(level[i]);
        all &= ended == level.Count;
        used += ended;
        if (all)
            tables.Freezes.Update(freeze, tables.Freezes[freeze] with { OrdersSinceMs = 0 });
        return Math.Max(used, 1);
    }

    private int EndBundle(int bundle)
    {
        bundles.End(bundle);
        return 1;
    }

    private int EndOrder(int order)
    {
        release.Cancel(order);
        return 1;
    }

    private int FallDue(int proposal, in BlockContext block)
    {
        proposals.FallDue(proposal, block);
        return 1;
    }

    private int Lapse(int freeze)
    {
        tables.Freezes.Delete(freeze);
        return 1;
    }
}
