using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>Offering SPOT leases to another account, accepting, taking back (M-803).</summary>
internal sealed class TransferOperations(LedgerTables tables)
{
    private readonly LeaseOperations leases = new(tables);
    private readonly LeaseBook book = new(tables);
    private readonly Transfers transfers = new(tables);
    private readonly LeaseRoom room = new(tables);

    public ReceiptStatus Offer(int account, OfferTransfer offer, in BlockContext block)
    {
        ReceiptStatus status = leases.Find(
            offer.Lease, account, ofProvider: false, ofTenant: true, out int lease);
        if (status == ReceiptStatus.Ok) status = CheckLease(lease);
        if (status != ReceiptStatus.Ok) return status;
        status = AccountForm.Read(tables, offer.To, out int taker);
        if (status != ReceiptStatus.Ok) return status;
        if (taker == account) return ReceiptStatus.InvalidParameter;
        LeaseRow row = tables.Leases[lease];
        ulong least = tables.Products[row.Instrument.Product].MinOrderLots;
        bool whole = offer.Lots == row.Lots;
        bool parts = offer.Lots >= least && offer.Lots < row.Lots && row.Lots - offer.Lots >= least;
        if (!whole && !parts) return ReceiptStatus.InvalidLots;
        if (offer.Price > Limits.Notional) return ReceiptStatus.InvalidPrice;
        tables.Transfers.Insert(tables.Leases.KeyOf(lease),
            new TransferRow(taker, offer.Lots, offer.Price, Reserve: 0, DeliveryKey: default));
        book.Tell(taker, LedgerEventKind.TransferOffered, lease, block.TimestampMs,
            new LeaseMoney(0, offer.Price, 0, 0, 0));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Accept(int account, AcceptTransfer accept, in BlockContext block)
    {
        ReceiptStatus status = Find(accept.Lease, out int lease, out int transfer);
        if (status != ReceiptStatus.Ok) return status;
        TransferRow offered = tables.Transfers[transfer];
        if (offered.Taker != account) return ReceiptStatus.NotPermitted;
        if (offered.IsAccepted) return ReceiptStatus.TransferAccepted;
        if ((offered.Lots, offered.Price) != (accept.Lots, accept.Price)) return ReceiptStatus.OfferChanged;
        if (accept.DeliveryKey.Length is not (0 or Hash32.Size)) return ReceiptStatus.InvalidKey;
        LeaseRow row = tables.Leases[lease];
        if (row.Disputed) return ReceiptStatus.LeaseDisputed;
        int asset = book.AssetOf(row);
        if (!room.Fits(new StreamKey(account, asset), more: 1))
            return ReceiptStatus.TooManyLeases;
        ulong reserve = offered.Lots * tables.Products[row.Instrument.Product].BuyerLockPerLot(
            Delivery.Spot, row.Price, tables.Parameters.GraceMs);
        if ((UInt128)offered.Price + reserve > Limits.Notional) return ReceiptStatus.Overflow;
        if (!tables.Balances.TryLock(account, asset, offered.Price + reserve))
            return ReceiptStatus.InsufficientBalance;
        tables.Transfers.Update(transfer, offered with
        {
            Reserve = reserve,
            DeliveryKey = Hash32.TryRead(accept.DeliveryKey.Span, out Hash32 key) ? key : default,
        });
        book.Say(LedgerEventKind.TransferAccepted, lease, block.TimestampMs);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Withdraw(int account, WithdrawTransfer withdraw, in BlockContext block)
    {
        ReceiptStatus status = Find(withdraw.Lease, out int lease, out int transfer);
        if (status != ReceiptStatus.Ok) return status;
        if (tables.Leases[lease].Tenant != account) return ReceiptStatus.NotPermitted;
        if (tables.Transfers[transfer].IsAccepted) return ReceiptStatus.TransferAccepted;
        transfers.Drop(lease, block.TimestampMs);
        return ReceiptStatus.Ok;
    }

    /// <summary>May it be offered?</summary>
    private ReceiptStatus CheckLease(int lease)
    {
        LeaseRow row = tables.Leases[lease];
        if (!row.IsSpot) return ReceiptStatus.InvalidParameter;
        if (row.State == LeaseState.Booked) return ReceiptStatus.NotHandedOver;
        if (row.State != LeaseState.Active) return ReceiptStatus.LeaseEnded;
        if (!row.Acknowledged) return ReceiptStatus.NotAcknowledged;
        if (row.Disputed) return ReceiptStatus.LeaseDisputed;
        if (row.EndMs != 0) return ReceiptStatus.NoticeGiven;
        if (transfers.Of(lease) >= 0) return ReceiptStatus.TransferWaits;
        return row.Splits < Limits.Splits ? ReceiptStatus.Ok : ReceiptStatus.TooManySplits;
    }

    private ReceiptStatus Find(ByteString id, out int lease, out int transfer)
    {
        (lease, transfer) = (-1, -1);
        if (!Hash32.TryRead(id.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        transfer = tables.Transfers.Find(key);
        if (transfer < 0) return ReceiptStatus.UnknownTransfer;
        lease = tables.Leases.Find(key);
        return ReceiptStatus.Ok;
    }
}
