using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Quotations;

/// <summary>A request's way from its last commitment to its lease (M-543, M-544).</summary>
internal sealed class Awarding(LedgerTables tables)
{
    private readonly Windows windows = new(tables);
    private readonly NewLease leases = new(tables);
    private readonly QuotationRelease release = new(tables);
    private readonly RequestEvents events = new(tables);
    private readonly List<int> quotations = [];

    /// <param name="item">Its time is when it takes effect.</param>
    /// <param name="block">Its parent's digest breaks ties.</param>
    /// <returns>The budget used, at least 1.</returns>
    public int Run(in DueItem item, in BlockContext block)
    {
        if (item.Kind == DueKind.QuoteReveals) return Decide(item.Slot, item.TimeMs, block);
        if (tables.Quotations.Of(tables.Requests.KeyOf(item.Slot)).Length == 0)
            EndWithoutWinner(item.Slot, item.TimeMs);
        else BeginReveals(item.Slot, item.TimeMs);
        return 1;
    }

    private void BeginReveals(int request, ulong atMs)
    {
        RequestRow row = tables.Requests[request] with
        {
            Phase = RequestPhase.Revealing,
            DeadlineMs = windows.EndOf(ChainParameter.RevealMs),
        };
        tables.Requests.Update(request, row);
        events.Say(LedgerEventKind.QuotesRevealing, request, atMs, timeMs: row.DeadlineMs);
    }

    private int Decide(int request, ulong atMs, in BlockContext block)
    {
        quotations.Clear();
        foreach (int quotation in tables.Quotations.Of(tables.Requests.KeyOf(request)))
            quotations.Add(quotation);
        quotations.Sort(CompareProviders);
        int winner = WinnerOf(request, atMs, block.ParentDigest);
        foreach (int quotation in quotations)
            if (quotation != winner) release.End(quotation, forfeits: true, atMs);
        if (winner < 0) EndWithoutWinner(request, atMs);
        else Award(request, winner, atMs, block);
        return 1 + quotations.Count;
    }

    private void EndWithoutWinner(int request, ulong atMs)
    {
        RequestRow row = tables.Requests[request];
        tables.Balances.Unlock(
            tables.Requests.KeyOf(request).Account, tables.Requests.AssetOf(row), row.Locked, spent: 0);
        events.Say(LedgerEventKind.RequestWithoutWinner, request, atMs);
        tables.Requests.Delete(request);
    }

    /// <returns>-1 where no quotation qualifies.</returns>
    private int WinnerOf(int request, ulong atMs, Hash32 seed)
    {
        OrderKey key = tables.Requests.KeyOf(request);
        if (tables.Freezes.IsFrozen(key.Account, atMs)) return -1;
        int winner = -1;
        (ulong Price, Hash32 Tie) best = default;
        foreach (int quotation in quotations)
        {
            if (!IsQualified(quotation, tables.Requests[request].Reserve, atMs)) continue;
            int party = tables.Accounts[tables.Quotations.KeyOf(quotation).Provider].Party;
            var rank = (tables.Quotations[quotation].Price, QuoteHashes.OfTie(
                seed, tables.Accounts.KeyOf(key.Account), key.ClientOrderId, tables.Parties.KeyOf(party)));
            if (winner < 0 || rank.CompareTo(best) < 0) (winner, best) = (quotation, rank);
        }
        return winner;
    }

    private bool IsQualified(int quotation, ulong reserve, ulong atMs)
    {
        QuotationRow row = tables.Quotations[quotation];
        ProductRow product = tables.Products[row.Trades.Product];
        if (!row.Revealed || row.Price == 0 || row.Price > reserve || row.Price % product.Tick != 0)
            return false;
        if (tables.Freezes.IsFrozen(tables.Quotations.KeyOf(quotation).Provider, atMs)) return false;
        CapacityRow capacity = tables.Capacity[tables.Capacity.Find(tables.Quotations.CapacityOf(quotation))];
        ulong openTo = row.Trades.IsSpot ? capacity.UntilMs : product.StartOf(row.Trades.Slot);
        return atMs < openTo && capacity.Offered + capacity.Sold <= capacity.Attested;
    }

    /// <summary>The lease that a trade at the winner's own price would make.</summary>
    private void Award(int request, int quotation, ulong atMs, in BlockContext block)
    {
        OrderKey key = tables.Requests.KeyOf(request);
        RequestRow asked = tables.Requests[request];
        int provider = tables.Quotations.KeyOf(quotation).Provider;
        QuotationRow won = tables.Quotations[quotation];
        ProductRow product = tables.Products[won.Trades.Product];
        Hash32 instrument = tables.Instruments.IdOf(won.Trades), id = tables.Requests.IdOf(request);
        ulong fee = won.Trades.IsSpot ? 0 : product.Fee((UInt128)asked.Lots * won.Price);
        LeaseRow lease = leases.Of(won.Trades, provider, key.Account, asked.Lots, won.Price, fee,
            asked.Lots * won.CollateralPerLot, block.Height) with
        {
            Marks = LeaseMarks.Of(group: default, asked.DeliveryKey),
        };
        tables.Capacity.Move(tables.Quotations.CapacityOf(quotation), -(long)asked.Lots, (long)asked.Lots);
        tables.Balances.Unlock(provider, product.Asset, won.Bond, spent: 0);
        tables.Balances.Unlock(
            key.Account, product.Asset, asked.Locked - lease.Reserve, spent: lease.Escrow + fee);
        tables.Balances.Moved(
            key.Account, product.Asset, -(long)fee, new Cause(MovementReason.Fee, instrument));
        tables.Hold(product.Asset, escrow: lease.Escrow, fees: fee);
        tables.Quotations.Delete(quotation);
        Hash32 made = leases.Open(lease, instrument, block.ParentDigest, new AccountId(id));
        events.Say(LedgerEventKind.QuoteWon, request, atMs, provider, made);
        tables.Requests.Delete(request);
    }

    private int CompareProviders(int left, int right) =>
        tables.Accounts.KeyOf(tables.Quotations.KeyOf(left).Provider)
            .CompareTo(tables.Accounts.KeyOf(tables.Quotations.KeyOf(right).Provider));
}
