using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Ledger;

/// <summary>Selling leases on, in one call each.</summary>
internal static class ResaleOps
{
    /// <summary>An ask in the lease's book that names it.</summary>
    public static Operation Resell(
        ulong id, StateRow.Lease lease, ulong lots, ulong limit, bool ioc = false) =>
        Resell(id, lease.Id, lots, limit, lease.Slot, ioc);

    public static Operation Resell(
        ulong id, Hash32 lease, ulong lots, ulong limit, ulong slot = Market.Slot, bool ioc = false)
    {
        Operation operation = Ops.Sell(id, lots, limit, slot, ioc);
        operation.PlaceOrder.SourceLease = Id(lease);
        return operation;
    }

    public static Operation Offer(Hash32 lease, AccountId to, ulong lots, ulong price) => new()
    {
        OfferTransfer = new OfferTransfer
        {
            Lease = Id(lease),
            To = Market.Bytes(to),
            Lots = lots,
            Price = price,
        },
    };

    public static Operation Accept(Hash32 lease, ulong lots, ulong price, ByteString? key = null) => new()
    {
        AcceptTransfer = new AcceptTransfer
        {
            Lease = Id(lease),
            Lots = lots,
            Price = price,
            DeliveryKey = key ?? ByteString.Empty,
        },
    };

    public static Operation Withdraw(Hash32 lease) =>
        new() { WithdrawTransfer = new WithdrawTransfer { Lease = Id(lease) } };

    private static ByteString Id(Hash32 lease) => ByteString.CopyFrom(lease.Span);
}
