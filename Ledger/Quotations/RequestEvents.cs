namespace Chain.Ledger.Quotations;

/// <summary>What a request's own events say; their document is its id.</summary>
internal sealed class RequestEvents(LedgerTables tables)
{
    private const int Nobody = -1;

    /// <param name="kind">What happened.</param>
    /// <param name="request">Its slot.</param>
    /// <param name="atMs">When it took effect.</param>
    /// <param name="provider">Whom it is about, or nobody.</param>
    /// <param name="lease">That was made.</param>
    /// <param name="timeMs">Live time at which the phase ends.</param>
    /// <param name="slashed">Of the bond.</param>
    public void Say(
        LedgerEventKind kind, int request, ulong atMs, int provider = Nobody, Hash32 lease = default,
        ulong timeMs = 0, ulong slashed = 0) => tables.Journal.Add(new LedgerEvent(
            kind, atMs, lease, provider == Nobody ? default : tables.Accounts.KeyOf(provider),
            tables.Accounts.KeyOf(tables.Requests.KeyOf(request).Account),
            tables.Assets.KeyOf(tables.Requests.AssetOf(tables.Requests[request])), timeMs,
            tables.Requests.IdOf(request), new LeaseMoney(0, 0, 0, 0, slashed)));
}
