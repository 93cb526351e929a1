using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// What a provider of the trading does for the slots it sold: hands them over, and when they are over posts a
/// receipt that their tenants sign. Without that every lease would end as a fault.
/// </summary>
internal sealed class TradingService(IReadOnlyDictionary<string, DemoActor> actors, TimeProvider time)
{
    private const int MostAtOnce = 64;

    private readonly Dictionary<ByteString, DemoActor> tenants =
        actors.Values.ToDictionary(actor => actor.Account.ToByteString());

    public async Task ServeAsync(string chainId, DemoActor provider, CancellationToken cancel)
    {
        try
        {
            var call = new CallOptions(
                deadline: time.GetUtcNow().AddSeconds(5).UtcDateTime, cancellationToken: cancel);
            var request = new ListLeasesRequest { Account = provider.Account.ToByteString(), PageSize = 500 };
            ListLeasesReply reply = await provider.Client.Market.ListLeasesAsync(request, call);
            List<Operation> due = [.. reply.Leases.Where(lease => lease.Provider == request.Account)
                .Select(lease => Due(chainId, lease)).OfType<Operation>().Take(MostAtOnce)];
            // Some may have changed meanwhile: one that is refused shall not hold up the others for long.
            if (due.Count > 0
                && await provider.SubmitAsync(chainId, due, cancel) is not (null or ReceiptStatus.Ok))
                await provider.SubmitAsync(chainId, due.Take(1), cancel);
        }
        catch (RpcException) when (!cancel.IsCancellationRequested)
        {
            provider.MoveOn();
        }
    }

    /// <summary>Null where nothing is to be done now. Leases of SPOT are people's, or the story's.</summary>
    private Operation? Due(string chainId, Lease lease)
    {
        if (lease.Instrument.Delivery != Delivery.Slot) return null;
        var id = new Hash32(lease.Id.Span);
        if (lease.PostedMs == 0 && lease.State is LeaseState.Booked or LeaseState.Active)
            return LeaseOperations.PostCredentials(id, "demonstration"u8);
        bool isOver = lease.State == LeaseState.Ended && lease.Acknowledged && !lease.ReceiptPending;
        if (!isOver || !tenants.TryGetValue(lease.Tenant, out DemoActor? tenant)) return null;
        ulong begin = Math.Max(lease.PostedMs, lease.StartMs);
        return new Operation
        {
            PostDelivery = tenant.CoSign(chainId, LeaseOperations.Delivery(
                id, lease.Receipts + 1, lease.EndMs, (UInt128)lease.Lots * (lease.EndMs - begin), default)),
        };
    }
}
