using System.Security.Cryptography;
using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Credentials and what the tenant says to them (M-611 to M-615).</summary>
internal static class Handovers
{
    public static LeaseRow Known(World world, ByteString id)
    {
        LeaseRow? lease = world.Leases.Find(LeaseRow.KeyOf(World.ToAccount(id).Bytes));
        Demand(lease is not null, ReceiptStatus.UnknownLease);
        return lease!;
    }

    public static void Post(World world, AccountId signer, PostCredentials post)
    {
        LeaseRow lease = Known(world, post.Lease);
        Demand(lease.Provider == signer, ReceiptStatus.NotPermitted);
        Demand(post.Credentials.Length is >= 1 and <= Limits.CredentialsBytes,
            ReceiptStatus.InvalidParameter);
        Demand(lease.State != LeaseState.Ended, ReceiptStatus.LeaseEnded);
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        Demand(lease.Postings <= Limits.Rekeyings, ReceiptStatus.TooManyPostings);
        if (lease.PostedMs == 0) lease = First(world, lease);
        world.Leases.Put(lease with { Postings = lease.Postings + 1 });
        if (!lease.Acknowledged)
            world.Handovers.Put(new HandoverRow(
                lease.Lease, new Hash32(SHA256.HashData(post.Credentials.Span)), world.Height));
    }

    private static LeaseRow First(World world, LeaseRow lease)
    {
        ulong wake = lease.WakeMs;
        if (lease.Book.IsSpot)
        {
            Demand(Streams.Of(world, lease) is not { IsDry: true } stream || world.NowMs < stream.ClosesMs,
                ReceiptStatus.StreamClosing);
            Streams.Join(world, lease, world.NowMs);
            wake = world.NowMs + world.Parameter(ChainParameter.SpotPeriodMs);
            if (lease.EndMs != 0) wake = Math.Min(wake, lease.EndMs);
        }
        return lease with
        {
            PostedMs = world.NowMs,
            ThroughMs = Receipts.BeginMs(world, lease, world.NowMs),
            PeriodMs = lease.Book.IsSpot ? world.NowMs : 0,
            State = lease.Book.IsSpot ? LeaseState.Active : lease.State,
            WakeMs = wake,
            WindowEnd = Windows.Of(world, ChainParameter.AcknowledgeMs),
        };
    }

    public static void Acknowledge(World world, AccountId signer, Acknowledge acknowledge)
    {
        LeaseRow lease = Known(world, acknowledge.Lease);
        Demand(lease.Tenant == signer, ReceiptStatus.NotPermitted);
        Demand(lease.PostedMs != 0, ReceiptStatus.NotHandedOver);
        if (lease.Acknowledged) return;
        Demand(!lease.Disputed, ReceiptStatus.LeaseDisputed);
        Acknowledged(world, lease with { WindowEnd = 0 }, world.NowMs);
    }

    /// <summary>Said, or by silence.</summary>
    public static void Acknowledged(World world, LeaseRow lease, ulong atMs)
    {
        if (world.Handovers.Find(HandoverRow.KeyOf(lease.Lease)) is { } row) world.Handovers.Remove(row);
        Contracts.Settled(world, lease with { Acknowledged = true }, atMs);
    }
}
