using Chain.Ledger.Books;
using Chain.Ledger.Bundles;
using Chain.Ledger.Operations;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger;

/// <summary>
/// What time brings (L-6): books close, attestations expire, leases start and end, orders end, votes take
/// effect, freezes lapse, by (due time, kind, id). A block does at most
/// <see cref="Limits.DueItemsPerBlock"/>, each cancelled order counting as one; what is left keeps its place
/// in front.
/// </summary>
internal sealed class DueWork(LedgerTables tables)
{
    private readonly OrderRelease release = new(tables);
    private readonly BundleRelease bundles = new(tables);
    private readonly CapacityExpiry expiry = new(tables);
    private readonly ProposalOperations proposals = new(tables);
    private readonly List<int> level = [];

    /// <param name="block">What is due at or before its timestamp.</param>
    /// <param name="budget">Items that may still be done in this block.</param>
    public void Run(in BlockContext block, ref int budget)
    {
        while (budget > 0 && tables.Due.TryFirst(block.TimestampMs, out DueKind kind, out int slot))
        {
            switch (kind)
            {
                case DueKind.BookClose:
                    budget -= Close(slot, budget);
                    break;
                case DueKind.CapacityExpiry:
                    budget -= expiry.Run(slot, budget);
                    break;
                case DueKind.LeaseStart:
                    tables.Leases.Update(slot,
                        tables.Leases[slot] with { State = LeaseState.Active });
                    budget -= 1;
                    break;
                case DueKind.LeaseEnd:
                    End(slot);
                    budget -= 1;
                    break;
                case DueKind.OrderEnd:
                    release.Cancel(slot);
                    budget -= 1;
                    break;
                case DueKind.Proposal:
                    proposals.FallDue(slot, block);
                    budget -= 1;
                    break;
                case DueKind.FreezeOrders:
                    budget -= CancelFrozen(slot, budget);
                    break;
                case DueKind.FreezeLapse:
                    tables.Freezes.Delete(slot);
                    budget -= 1;
                    break;
                case DueKind.BundleEnd:
                    bundles.End(slot);
                    budget -= 1;
                    break;
                default:
                    throw new BrokenInvariantException("unknown kind of due work");
            }
        }
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

    /// <summary>The provider gets the escrow and its collateral back (M-601).</summary>
    private void End(int lease)
    {
        LeaseRow row = tables.Leases[lease];
        int asset = tables.Products[row.Instrument.Product].Asset;
        tables.Leases.Update(lease, row with { State = LeaseState.Ended });
        tables.Release(asset, row.Escrow);
        tables.Balances.Unlock(row.Provider, asset, row.Collateral, spent: 0);
        tables.Balances.Credit(row.Provider, asset, row.Escrow);
    }
}
