using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>
/// Leases as clients see them: open ones from the state, closed ones from the history (M-633).
/// </summary>
internal static class LeaseViews
{
    /// <returns>Null where there is and was none.</returns>
    public static Lease? Find(StoreReads reads, Hash32 id)
    {
        if (StateRows.Row<StateRow.Lease>(reads, StateKey.Lease(id)) is { } row) return Of(reads, row);
        return reads.ClosedLease(id) is { } message
            ? WithTimes(reads, Lease.Parser.ParseFrom(message)) : null;
    }

    /// <summary>An open one; SUSPENDED while its tenant's stream is dry (M-632).</summary>
    public static Lease Of(StoreReads reads, StateRow.Lease row)
    {
        Lease lease = WithTimes(reads, Describe.Lease(row));
        if (StateRows.Row<StateRow.Handover>(reads, StateKey.Handover(row.Id)) is { } handover)
        {
            lease.CredentialsHash = Describe.Bytes(handover.Credentials);
            lease.CredentialsHeight = handover.Height;
        }
        if (StateRows.Row<StateRow.Transfer>(reads, StateKey.Transfer(row.Id)) is { } transfer)
            lease.Transfer = new LeaseTransfer
            {
                Taker = Describe.Bytes(transfer.Taker),
                Lots = transfer.Lots,
                Price = transfer.Price,
                Accepted = transfer.IsAccepted,
                AtMs = row.Service.WakeMs,
                DeliveryKey = Describe.BytesOrNone(transfer.DeliveryKey),
            };
        if (row is not { Delivery: Delivery.Spot, State: LeaseState.Active }) return lease;
        byte[] stream = StateKey.Stream(row.Tenant, Terms(reads, row.ProductName).Asset);
        if (StateRows.Row<StateRow.Stream>(reads,
            stream) is { DryMs: > 0 }) lease.State = LeaseState.Suspended;
        return lease;
    }

    /// <summary>One page of an account's leases, by id.</summary>
    public static void Page(
        ChainStore store, AccountId account, ListLeasesRequest request, ListLeasesReply reply)
    {
        Hash32 after = default;
        if (request.PageToken.Length > 0 && !Hash32.TryRead(PageToken.Key(request.PageToken), out after))
            throw ApiErrors.Invalid("page_token is not one that this service gave");
        int size = PageToken.Size(request.PageSize);
        using StoreSnapshot now = store.Snapshot();
        IReadOnlyList<Hash32> ids = now.Reads.LeasesOf(account, request.Closed, after, size);
        foreach (Hash32 id in ids)
            reply.Leases.Add(Find(now.Reads, id)
                ?? throw new BrokenInvariantException($"lease {id} is listed and not there"));
        if (ids.Count == size) reply.NextPageToken = PageToken.Of(ids[^1].Span);
    }

    private static Lease WithTimes(StoreReads reads, Lease lease)
    {
        if (lease.Instrument.Delivery != Delivery.Slot) return lease;
        ulong slotMs = Terms(reads, lease.Instrument.Product).SlotMs;
        lease.StartMs = lease.Instrument.Slot * slotMs;
        lease.EndMs = (lease.Instrument.Slot + 1) * slotMs;
        return lease;
    }

    private static CreateProduct Terms(StoreReads reads, string product) =>
        StateRows.Row<StateRow.Product>(reads, StateKey.Product(product))!.Terms;
}
