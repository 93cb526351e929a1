using Chain.Client;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>
/// SPOT leases between one provider and one tenant of the testnet, made as a chapter needs them.
/// </summary>
internal sealed class Renting(BothWays both, string provider, string tenant, string attestor, string product)
{
    public string Provider => provider;

    public string Tenant => tenant;

    public async Task OpenAsync()
    {
        ulong tomorrow = (ulong)TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        await both.SdkAsync(attestor, Operations.AttestSpotCapacity(
            both.Net[provider].Account, product, 100, tomorrow));
        await both.SdkAsync(provider, Operations.PlaceOrder(
            both.Order(Side.Sell, Operations.Spot(product), 100, 1_250)));
        await both.SdkAsync(tenant, LeaseOperations.Deposit("EUR", 100_000));
    }

    /// <summary>One more lease: a block of its own makes it.</summary>
    public async Task<Hash32> RentAsync(ulong lots)
    {
        Done done = await both.SdkAsync(tenant, Operations.PlaceOrder(
            both.Order(Side.Buy, Operations.Spot(product), lots, 1_300)));
        Trade trade = await Wait.ForAsync("the lease is made", async () => (
            await done.At.Market.ListTradesAsync(
                new ListTradesRequest { Instrument = Operations.Spot(product) })).Trades.FirstOrDefault(
                one => one.Height >= done.Height && one.Tenant == both.Bytes(tenant)));
        return new Hash32(trade.Lease.Span);
    }

    public Task<Done> PostAsync(Hash32 lease) =>
        both.SdkAsync(provider, LeaseOperations.PostCredentials(lease, "sealed"u8));

    /// <summary>A lease in service, acknowledged.</summary>
    public async Task<Hash32> ServeAsync(ulong lots)
    {
        Hash32 lease = await RentAsync(lots);
        await PostAsync(lease);
        await both.SdkAsync(tenant, LeaseOperations.Acknowledge(lease));
        return lease;
    }

    /// <summary>A receipt for half of the time so far.</summary>
    public static PostDelivery Half(Hash32 lease, Lease row, ulong nowMs) => LeaseOperations.Delivery(
        lease, row.Receipts + 1, nowMs, (UInt128)row.Lots * (nowMs - row.PostedMs) / 2, default);

    /// <summary>The time of the newest block that has passed the posting.</summary>
    public static async Task<ulong> NowMsAsync(Done done, Lease row) =>
        (await done.Seen.StatusAsync("has a block after the posting",
            status => status.BlockTimestampMs > row.PostedMs)).BlockTimestampMs;

    public static async Task<Lease> LeaseAsync(Done done, Hash32 lease) =>
        await done.At.Market.GetLeaseAsync(new GetLeaseRequest { Id = ByteString.CopyFrom(lease.Span) });
}
