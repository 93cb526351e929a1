using System.Buffers.Binary;
using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>Operations of leases, streams and deliveries from value types. Amounts in minor units.</summary>
public static class LeaseOperations
{
    /// <param name="lease">Of which the signer is the provider.</param>
    /// <param name="credentials">Sealed to the tenant, 1 to 1,024 bytes.</param>
    public static Operation PostCredentials(Hash32 lease, ReadOnlySpan<byte> credentials) => new()
    {
        PostCredentials = new PostCredentials
        {
            Lease = ByteString.CopyFrom(lease.Span),
            Credentials = ByteString.CopyFrom(credentials),
        },
    };

    public static Operation Acknowledge(Hash32 lease) =>
        new() { Acknowledge = new Acknowledge { Lease = ByteString.CopyFrom(lease.Span) } };

    public static Operation GiveNotice(Hash32 lease) =>
        new() { GiveNotice = new GiveNotice { Lease = ByteString.CopyFrom(lease.Span) } };

    /// <summary>For a bundle's SPOT leases that have none yet, 256 at once.</summary>
    public static Operation GiveNoticeToGroup(Hash32 group) =>
        new() { GiveNotice = new GiveNotice { Group = ByteString.CopyFrom(group.Span) } };

    public static Operation ExitLease(Hash32 lease) =>
        new() { ExitLease = new ExitLease { Lease = ByteString.CopyFrom(lease.Span) } };

    /// <summary>Sells lots of a lease of slots on, in the slot's book before it closes.</summary>
    /// <param name="order">Its instrument is the lease's; side and source are filled in here.</param>
    /// <param name="lease">Of which the signer is the tenant.</param>
    public static Operation Resell(PlaceOrder order, Hash32 lease)
    {
        PlaceOrder ask = order.Clone();
        ask.Side = Side.Sell;
        ask.SourceLease = ByteString.CopyFrom(lease.Span);
        return Operations.PlaceOrder(ask);
    }

    /// <summary>Of a SPOT lease of the signer's, at the end of the period in which it is accepted.</summary>
    /// <param name="price">For the whole.</param>
    public static Operation OfferTransfer(Hash32 lease, AccountId to, ulong lots, ulong price) => new()
    {
        OfferTransfer = new OfferTransfer
        {
            Lease = ByteString.CopyFrom(lease.Span),
            To = to.ToByteString(),
            Lots = lots,
            Price = price,
        },
    };

    /// <summary>Lots and price as they are offered.</summary>
    /// <param name="deliveryKey">X-only public key for new credentials; empty: none.</param>
    public static Operation AcceptTransfer(Hash32 lease, ulong lots, ulong price, ByteString deliveryKey) =>
        new()
        {
            AcceptTransfer = new AcceptTransfer
            {
                Lease = ByteString.CopyFrom(lease.Span),
                Lots = lots,
                Price = price,
                DeliveryKey = deliveryKey,
            },
        };

    /// <summary>Until it is accepted.</summary>
    public static Operation WithdrawTransfer(Hash32 lease) =>
        new() { WithdrawTransfer = new WithdrawTransfer { Lease = ByteString.CopyFrom(lease.Span) } };

    public static Operation Deposit(string asset, ulong amount) =>
        new() { Deposit = new Deposit { Asset = asset, Amount = amount } };

    public static Operation Withdraw(string asset, ulong amount) =>
        new() { Withdraw = new Withdraw { Asset = asset, Amount = amount } };

    /// <summary>A receipt of delivery; final at once when <see cref="CoSign"/> has signed it.</summary>
    /// <param name="lease">Of which the signer is the provider.</param>
    /// <param name="number">That of its last final receipt + 1.</param>
    /// <param name="throughMs">Unix ms up to which it counts.</param>
    /// <param name="delivered">Lot-milliseconds since service began.</param>
    /// <param name="evidence">Root of what the provider can prove it with.</param>
    public static PostDelivery Delivery(
        Hash32 lease, ulong number, ulong throughMs, UInt128 delivered, Hash32 evidence)
    {
        var meter = new byte[InnerSignatures.MeterBytes];
        BinaryPrimitives.WriteUInt128BigEndian(meter, delivered);
        return new PostDelivery
        {
            Lease = ByteString.CopyFrom(lease.Span),
            Number = number,
            ThroughMs = throughMs,
            Delivered = ByteString.CopyFrom(meter),
            EvidenceRoot = ByteString.CopyFrom(evidence.Span),
        };
    }

    /// <summary>The tenant agrees (M-712).</summary>
    /// <param name="chainId">Of the chain that has the lease.</param>
    /// <param name="receipt">Gets the signature.</param>
    /// <param name="tenant">The tenant's present key.</param>
    public static PostDelivery CoSign(string chainId, PostDelivery receipt, ECPrivKey tenant)
    {
        PostDelivery signed = receipt.Clone();
        signed.TenantKey = tenant.Account.ToByteString();
        signed.TenantSignature =
            ByteString.CopyFrom(tenant.Sign(InnerSignatures.DeliveryDigest(chainId, receipt)).Span);
        return signed;
    }
}
