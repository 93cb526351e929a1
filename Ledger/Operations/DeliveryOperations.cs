using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Receipts of delivery (M-711, M-712).</summary>
internal sealed class DeliveryOperations(LedgerTables tables)
{
    private readonly LeaseOperations leases = new(tables);
    private readonly Streams streams = new(tables);
    private readonly Receipts receipts = new(tables);

    public ReceiptStatus Post(int account, PostDelivery post, in BlockContext block)
    {
        ReceiptStatus status = leases.Find(post.Lease, account, ofProvider: true, ofTenant: false,
            out int lease);
        if (status != ReceiptStatus.Ok) return status;
        LeaseRow row = tables.Leases[lease];
        bool parameters = Hash32.TryRead(post.EvidenceRoot.Span, out Hash32 evidence)
            && post.Delivered.Length == InnerSignatures.MeterBytes;
        if (!parameters) return ReceiptStatus.InvalidParameter;
        if (row.Disputed) return ReceiptStatus.LeaseDisputed;
        if (!row.Acknowledged) return ReceiptStatus.NotAcknowledged;
        if (post.Number != row.Receipts + 1UL) return ReceiptStatus.ReceiptOutOfOrder;
        bool signed = !post.TenantSignature.IsEmpty;
        // The signature itself was checked before the block was (M-153).
        if (signed && tables.Keys.Of(row.Tenant) != new PublicKey(new Hash32(post.TenantKey.Span)))
            return ReceiptStatus.WrongKey;
        if (row.HasPending && !signed) return ReceiptStatus.ReceiptPending;

        var delivered = new FixedReader(post.Delivered.Span);
        var receipt = new PendingReceiptRow(post.ThroughMs, delivered.U128(), evidence);
        if (!IsPossible(row, receipt, block.TimestampMs)) return ReceiptStatus.InvalidMeter;
        if (signed) receipts.Finish(lease, receipt, LedgerEventKind.ReceiptFinal, block.TimestampMs);
        else receipts.Wait(lease, receipt, block.TimestampMs);
        return ReceiptStatus.Ok;
    }

    /// <summary>
    /// Later than the last, no later than what has passed and is paid for; meters only grow.
    /// </summary>
    private bool IsPossible(in LeaseRow row, in PendingReceiptRow receipt, ulong timestampMs)
    {
        ulong latest = row.State == LeaseState.Ended ? row.PeriodMs : timestampMs;
        if (row.InStream && streams.Of(tables.Leases.StreamOf(row)) is { IsDry: true } stream)
            latest = Math.Min(latest, stream.DryMs);
        if (receipt.ThroughMs <= row.ThroughMs || receipt.ThroughMs > latest) return false;
        UInt128 most = (UInt128)row.Lots * (receipt.ThroughMs - row.ThroughMs);
        return receipt.Delivered >= row.Delivered && receipt.Delivered - row.Delivered <= most;
    }
}
