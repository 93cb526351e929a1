using System.Text;
using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Testnet;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// What actors do in more than one act: offer, buy, hand over, account for what was delivered.
/// </summary>
internal sealed class Dealing(Stage stage) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private const ulong WeekMs = 7 * 86_400_000;

    private readonly List<ECPrivKey> oneTimeKeys = [];

    /// <summary>SPOT lots of a product for sale, the member that attests them first.</summary>
    public async Task OfferAsync(
        Actor provider, string product, params IReadOnlyList<(ulong Lots, ulong Price)> asks)
    {
        TestnetCast.Player player = TestnetCast.Providers.Single(one => one.Party == provider.Party);
        var request = new ListCapacityRequest
        {
            Product = product,
            Provider = provider.Account.ToByteString(),
        };
        ListCapacityReply reply = await stage.AskAsync(async (client, call) =>
            await client.Market.ListCapacityAsync(request, call));
        Capacity? row = reply.Capacity.FirstOrDefault(one => one.Delivery == Delivery.Spot);
        ulong committed = row is null ? 0 : row.Offered + row.Sold;
        ulong wanted = committed + asks.Aggregate(0UL, (sum, ask) => sum + ask.Lots);
        ulong until = Math.Max(row?.UntilMs ?? 0, stage.NowMs + WeekMs);
        await stage.DoAsync(stage[player.Attestor],
            Operations.AttestSpotCapacity(provider.Account, product, wanted, until));
        await stage.DoAsync(provider, [.. asks.Select(ask => Operations.PlaceOrder(Order(
            Side.Sell, product, ask.Lots, ask.Price, TimeInForce.Gtc)))]);
    }

    /// <summary>Cancels what traders have in the books of the story.</summary>
    public async Task TakeBackAsync(IEnumerable<Actor> traders)
    {
        Operation[] cancel = [.. Plot.Products.Select(product =>
            Operations.CancelAllOrders(Operations.Spot(product)))];
        await Task.WhenAll(traders.Select(trader => stage.DoAsync(trader, cancel)));
    }

    public PlaceOrder Order(Side side, string product, ulong lots, ulong limit, TimeInForce time) => new()
    {
        ClientOrderId = stage.NewOrderId(),
        Instrument = Operations.Spot(product),
        Side = side,
        Lots = lots,
        Limit = limit,
        TimeInForce = time,
    };

    /// <summary>Buys at once what is there within the limit.</summary>
    public async Task<IReadOnlyList<Service>> BuyAsync(Actor tenant, string product, ulong lots, ulong limit)
    {
        ECPrivKey access = OneTimeKey();
        PlaceOrder order = Order(Side.Buy, product, lots, limit, TimeInForce.Ioc);
        order.DeliveryKey = access.Account.ToByteString();
        Receipt receipt = await stage.DoAsync(tenant, Operations.PlaceOrder(order));
        return await BoughtAsync(tenant, product, access, receipt.Height);
    }

    /// <summary>The leases that a tenant got of a product in or after a block.</summary>
    public Task<IReadOnlyList<Service>> BoughtAsync(
        Actor tenant, string product, ECPrivKey access, ulong fromHeight) =>
        stage.WaitAsync($"{tenant.Party} gets lots of {product}", Soon,
            async Task<IReadOnlyList<Service>?> (client, call) =>
        {
            ListTradesReply trades = await client.Market.ListTradesAsync(
                new ListTradesRequest { Instrument = Operations.Spot(product) }, call);
            Service[] services = [.. trades.Trades
                .Where(trade => trade.Height >= fromHeight && trade.Tenant == tenant.Account.ToByteString())
                .Select(trade => new Service(
                    new Hash32(trade.Lease.Span), stage[stage.PartyOf(trade.Provider)], tenant,
                    trade.Instrument, trade.Lots, trade.Price, access, trade.Height))];
            return services.Length == 0 ? null : services;
        });

    /// <summary>For one purchase; kept until the story ends.</summary>
    public ECPrivKey OneTimeKey()
    {
        ECPrivKey key = ECPrivKey.Generate();
        oneTimeKeys.Add(key);
        return key;
    }

    /// <summary>
    /// The provider posts access, sealed; the tenant takes it from the block, opens it and acknowledges.
    /// </summary>
    /// <returns>What only the tenant can read.</returns>
    public async Task<string> HandOverAsync(Service service)
    {
        string access = $"ssh://{service.Tenant.Party}@{service.Product}.{service.Provider.Party}.example";
        if (!Credentials.TrySeal(await LeaseAsync(service), Encoding.UTF8.GetBytes(access), out byte[]? box))
            throw new CliError(ExitCode.Internal, "a lease of the story has no delivery key");
        Receipt receipt = await stage.DoAsync(
            service.Provider, LeaseOperations.PostCredentials(service.Lease, box));
        var request = new GetBlockRequest { Height = receipt.Height };
        Block block = await stage.AskAsync(async (client, call) =>
            await client.Node.GetBlockAsync(request, call));
        byte[] posted = Credentials.Posted(block, service.Lease) ?? [];
        if (!Credentials.TryOpen(service.Access, service.Lease, posted, out byte[]? opened))
            throw new CliError(ExitCode.Internal, "the credentials of a block do not open");
        await stage.DoAsync(service.Tenant, LeaseOperations.Acknowledge(service.Lease));
        return Encoding.UTF8.GetString(opened);
    }

    /// <summary>
    /// A receipt of all that a lease's provider could deliver so far, signed by both sides.
    /// </summary>
    /// <returns>What it earned since the receipt before.</returns>
    public async Task<LeaseEvent> AccountAsync(Service service)
    {
        Lease lease = await LeaseAsync(service);
        NodeStatus status = await stage.AskAsync(async (client, call) =>
            await client.Node.GetStatusAsync(new GetStatusRequest(), call));
        ulong through = lease.State == LeaseState.Ended
            ? lease.EndMs : Math.Max(status.BlockTimestampMs, Math.Max(lease.ThroughMs, lease.PostedMs) + 1);
        PostDelivery receipt = LeaseOperations.CoSign(stage.ChainId, LeaseOperations.Delivery(
            service.Lease, lease.Receipts + 1, through, (UInt128)lease.Lots * (through - lease.PostedMs),
            default), service.Tenant.Key);
        Receipt taken = await stage.DoAsync(service.Provider, new Operation { PostDelivery = receipt });
        return await stage.EventAsync(service.Lease, LeaseEventKind.FinalReceipt, taken.Height, Soon);
    }

    public Task<Lease> LeaseAsync(Service service)
    {
        var request = new GetLeaseRequest { Id = ByteString.CopyFrom(service.Lease.Span) };
        return stage.AskAsync(async (client, call) => await client.Market.GetLeaseAsync(request, call));
    }

    public void Dispose()
    {
        foreach (ECPrivKey key in oneTimeKeys) key.Dispose();
    }
}
