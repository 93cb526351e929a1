using Chain.Crypto;
using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>What provider and tenant do with a lease: hand-over, notice, exit (M-611 to M-630).</summary>
internal sealed class LeaseOperations(LedgerTables tables)
{
    private readonly LeaseBook book = new(tables);
    private readonly Streams streams = new(tables);
    private readonly Windows windows = new(tables);
    private readonly Ending ending = new(tables);
    private readonly Transfers transfers = new(tables);

    public ReceiptStatus PostCredentials(int account, PostCredentials post, in BlockContext block)
    {
        ReceiptStatus status = Find(post.Lease, account, ofProvider: true, ofTenant: false, out int lease);
        if (status != ReceiptStatus.Ok) return status;
        LeaseRow row = tables.Leases[lease];
        if (post.Credentials.Length is 0 or > Limits.CredentialsBytes) return ReceiptStatus.InvalidParameter;
        if (row.State == LeaseState.Ended) return ReceiptStatus.LeaseEnded;
        if (row.Disputed) return ReceiptStatus.LeaseDisputed;
        if (row.Postings > Limits.Rekeyings) return ReceiptStatus.TooManyPostings;
        bool first = !row.IsPosted;
        if (first && row.IsSpot && IsClosing(row, block.TimestampMs)) return ReceiptStatus.StreamClosing;

        Hash32 hash = StateHash.Of(post.Credentials.Span);
        if (first) Begin(lease, block.TimestampMs);
        else tables.Leases.Update(lease, row with { Postings = (byte)(row.Postings + 1) });
        if (!tables.Leases[lease].Acknowledged) Remember(lease, new HandoverRow(hash, block.Height.Value));
        book.Say(LedgerEventKind.Posted, lease, block.TimestampMs, document: hash);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Acknowledge(int account, ByteString id, in BlockContext block)
    {
        ReceiptStatus status = Find(id, account, ofProvider: false, ofTenant: true, out int lease);
        if (status != ReceiptStatus.Ok) return status;
        if (!tables.Leases[lease].IsPosted) return ReceiptStatus.NotHandedOver;
        if (tables.Leases[lease] is { Disputed: true, Acknowledged: false })
            return ReceiptStatus.LeaseDisputed;
        if (!tables.Leases[lease].Acknowledged) windows.Acknowledge(lease, block.TimestampMs);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus GiveNotice(int account, GiveNotice notice, in BlockContext block)
    {
        if (!notice.Group.IsEmpty) return GiveNoticeToGroup(account, notice, block.TimestampMs);
        ReceiptStatus status = FindRunningSpot(notice.Lease, account, ofTenant: true, out int lease);
        if (status == ReceiptStatus.Ok) Notice(lease, account, block.TimestampMs);
        return status;
    }

    /// <summary>Those of a bundle that have none yet, posted or not, as many as one operation may.</summary>
    private ReceiptStatus GiveNoticeToGroup(int account, GiveNotice notice, ulong nowMs)
    {
        if (!notice.Lease.IsEmpty) return ReceiptStatus.InvalidParameter;
        if (!Hash32.TryRead(notice.Group.Span, out Hash32 group)) return ReceiptStatus.InvalidKey;
        int[] leases = [.. tables.Leases.OfGroup(group).Reverse()];
        if (leases.Length == 0) return ReceiptStatus.UnknownLease;
        if (tables.Leases[leases[0]].Tenant != account) return ReceiptStatus.NotPermitted;
        foreach (int lease in leases.Where(lease => tables.Leases[lease].EndMs == 0)
            .Take(Limits.NoticesPerOperation)) Notice(lease, account, nowMs);
        return ReceiptStatus.Ok;
    }

    private void Notice(int lease, int account, ulong nowMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (row.EndMs != 0) return;
        ulong notice = tables.Products[row.Instrument.Product].NoticeMs;
        ulong end = nowMs + Math.Min(notice, ulong.MaxValue - nowMs);
        tables.Leases.Update(lease, row with
        {
            EndMs = end,
            WakeMs = row.WakeMs == 0 ? end : Math.Min(row.WakeMs, end),
            TenantEnds = account == row.Tenant,
        });
        transfers.Drop(lease, nowMs);
        book.Say(LedgerEventKind.Noticed, lease, nowMs, end);
    }

    public ReceiptStatus Exit(int account, ByteString id, in BlockContext block)
    {
        ReceiptStatus status = FindRunningSpot(id, account, ofTenant: false, out int lease);
        if (status == ReceiptStatus.Ok) ending.Exit(lease, block.TimestampMs);
        return status;
    }

    /// <summary>The lease, if the account may do this with it.</summary>
    public ReceiptStatus Find(ByteString id, int account, bool ofProvider, bool ofTenant, out int lease)
    {
        lease = -1;
        if (!Hash32.TryRead(id.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        lease = tables.Leases.Find(key);
        if (lease < 0) return ReceiptStatus.UnknownLease;
        LeaseRow row = tables.Leases[lease];
        bool permitted = ofProvider && account == row.Provider || ofTenant && account == row.Tenant;
        return permitted ? ReceiptStatus.Ok : ReceiptStatus.NotPermitted;
    }

    private ReceiptStatus FindRunningSpot(ByteString id, int account, bool ofTenant, out int lease)
    {
        ReceiptStatus status = Find(id, account, ofProvider: true, ofTenant, out lease);
        if (status != ReceiptStatus.Ok) return status;
        LeaseRow row = tables.Leases[lease];
        if (!row.IsSpot) return ReceiptStatus.InvalidParameter;
        return row.State switch
        {
            LeaseState.Booked => ReceiptStatus.NotHandedOver,
            LeaseState.Active => ReceiptStatus.Ok,
            _ => ReceiptStatus.LeaseEnded,
        };
    }

    /// <summary>The stream's leases end now, a few in each block: none may join (M-628).</summary>
    private bool IsClosing(in LeaseRow row, ulong timestampMs) =>
        streams.Of(tables.Leases.StreamOf(row)) is { IsDry: true } stream && stream.ClosesMs <= timestampMs;

    /// <summary>Service begins with the first posting, or with its slot (M-613).</summary>
    private void Begin(int lease, ulong atMs)
    {
        LeaseRow row = tables.Leases[lease];
        if (row.IsSpot) streams.Join(row, atMs);
        ulong begin = row.IsSpot ? atMs
            : Math.Max(atMs, tables.Products[row.Instrument.Product].StartOf(row.Instrument.Slot));
        tables.Leases.Update(lease, row with
        {
            State = row.IsSpot ? LeaseState.Active : row.State,
            PostedMs = atMs,
            Postings = 1,
            ThroughMs = begin,
            PeriodMs = row.IsSpot ? atMs : 0,
            WakeMs = row.IsSpot ? ending.NextWake(atMs, row.EndMs) : 0,
            WindowMs = windows.EndOf(ChainParameter.AcknowledgeMs),
        });
    }

    private void Remember(int lease, in HandoverRow handover)
    {
        Hash32 id = tables.Leases.KeyOf(lease);
        if (tables.Handovers.Find(id) is >= 0 and var slot) tables.Handovers.Update(slot, handover);
        else tables.Handovers.Insert(id, handover);
    }
}
