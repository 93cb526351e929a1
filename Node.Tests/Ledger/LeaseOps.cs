using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Ledger;

/// <summary>Operations on leases and streams in one call each.</summary>
internal static class LeaseOps
{
    public static Operation Post(Hash32 lease, int bytes = 40) => new()
    {
        PostCredentials = new PostCredentials
        {
            Lease = Id(lease),
            Credentials = ByteString.CopyFrom(new byte[bytes]),
        },
    };

    public static Operation Acknowledge(Hash32 lease) =>
        new() { Acknowledge = new Acknowledge { Lease = Id(lease) } };

    public static Operation Notice(Hash32 lease) =>
        new() { GiveNotice = new GiveNotice { Lease = Id(lease) } };

    public static Operation NoticeToGroup(Hash32 group) =>
        new() { GiveNotice = new GiveNotice { Group = Id(group) } };

    public static Operation Exit(Hash32 lease) => new() { ExitLease = new ExitLease { Lease = Id(lease) } };

    public static Operation Deposit(ulong amount, string asset = Market.Money) =>
        new() { Deposit = new Deposit { Asset = asset, Amount = amount } };

    public static Operation Withdraw(ulong amount, string asset = Market.Money) =>
        new() { Withdraw = new Withdraw { Asset = asset, Amount = amount } };

    public static Operation Deliver(
        Hash32 lease, ulong number, ulong throughMs, UInt128 delivered, AccountId? signer = null)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, delivered);
        return new Operation
        {
            PostDelivery = new PostDelivery
            {
                Lease = Id(lease),
                Number = number,
                ThroughMs = throughMs,
                Delivered = ByteString.CopyFrom(bytes),
                EvidenceRoot = Id(Market.Key(77).Bytes),
                TenantSignature = signer is null ? ByteString.Empty : ByteString.CopyFrom(new byte[64]),
                TenantKey = signer is { } key ? Id(key.Bytes) : ByteString.Empty,
            },
        };
    }

    private static ByteString Id(Hash32 lease) => ByteString.CopyFrom(lease.Span);
}
