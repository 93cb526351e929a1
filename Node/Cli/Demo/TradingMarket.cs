using Chain.Client;
using Chain.Crypto;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Orders;
using Chain.Node.Cli.Testnet;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// The demonstration on a local testnet: members attest capacity, providers offer it, buyers bid for it,
/// providers serve what they sold, and every trade is told. Books of a minute close and new ones open as it
/// goes.
/// </summary>
internal sealed class TradingMarket : IDisposable
{
    private const ulong LotsPerSlot = 200;
    private const ulong SlotsAttested = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(700);

    private readonly CliHost host;
    private readonly Action<string> tell;
    private readonly List<ChainClient> nodes;
    private readonly Dictionary<string, DemoActor> actors;
    private readonly Dictionary<string, string> parties;
    private readonly Dictionary<string, ulong> attestedUntil = [];
    private readonly TradingStrategy strategy;
    private readonly TradingService service;
    private ulong lastOrderId;

    /// <param name="file">The testnet; it must be running.</param>
    /// <param name="home">Its keys.</param>
    /// <param name="host">Time.</param>
    /// <param name="seed">Of every choice.</param>
    /// <param name="tell">Takes one line of narration; called from any thread.</param>
    public TradingMarket(TestnetFile file, TestnetHome home, CliHost host, int seed, Action<string> tell)
    {
        this.host = host;
        this.tell = tell;
        strategy = new TradingStrategy(new Random(seed));
        nodes = file.Nodes.Select(node => new ChainClient(new Uri(node.Api), host.Time)).ToList();
        var keys = new KeyFolder(host, [home.Keys], home.Password);
        IReadOnlyList<TestnetCast.Player> players = [.. TestnetCast.Providers, .. TestnetCast.Buyers];
        actors = TestnetCast.Members.Concat(players.Select(player => player.Name)).Select((name, i) =>
            new DemoActor(name, keys.Open(name), nodes, i, host.Time)).ToDictionary(actor => actor.Name);
        service = new TradingService(actors, host.Time);
        parties = players.ToDictionary(
            player => Address.Encode(actors[player.Name].Account), player => player.Party);
        lastOrderId = OrderVerbs.NewId(host.Time.GetUtcNow());
    }

    /// <summary>Trades until cancelled; a node that goes away is told, never fatal.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        NodeStatus status = await nodes[0].Node.GetStatusAsync(new GetStatusRequest(), Soon(cancel));
        Catalog catalog = await Catalog.LoadAsync(nodes[0], Soon(cancel));
        Task narration = NarrateAsync(catalog, status.Height + 1, cancel);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                await AttestAsync(status.ChainId, catalog, cancel);
                var quoting = TestnetCast.Providers.Select(seller => (seller.Name, Side: Side.Sell))
                    .Concat(TestnetCast.Buyers.Select(buyer => (buyer.Name, Side: Side.Buy)));
                await Task.WhenAll(quoting.Select(
                    one => QuoteAsync(status.ChainId, actors[one.Name], one.Side, catalog, cancel)));
                await Task.WhenAll(TestnetCast.Providers.Select(provider =>
                    service.ServeAsync(status.ChainId, actors[provider.Name], cancel)));
                await Task.Delay(Pace, host.Time, cancel);
            }
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            // However a call ended under the stop: it was asked for.
        }
        await narration;
    }

    public void Dispose()
    {
        foreach (DemoActor actor in actors.Values) actor.Dispose();
        foreach (ChainClient node in nodes) node.Dispose();
    }

    /// <summary>
    /// Keeps the coming slots of every provider and product attested, a transaction per attesting member.
    /// </summary>
    private async Task AttestAsync(string chainId, Catalog catalog, CancellationToken cancel)
    {
        foreach (CreateProduct product in Traded(catalog))
        {
            ulong next = InstrumentText.NextOpen(product, host.Time.GetUtcNow());
            if (attestedUntil.GetValueOrDefault(product.Product) > next + SlotsAttested / 2) continue;
            bool all = true;
            foreach (var group in TestnetCast.Providers.GroupBy(provider => provider.Attestor))
            {
                IEnumerable<Operation> attestations = group.Select(provider => Operations.AttestCapacity(
                    actors[provider.Name].Account, product.Product, next, next + SlotsAttested, LotsPerSlot));
                ReceiptStatus? status = await actors[group.Key].SubmitAsync(chainId, attestations, cancel);
                all &= status == ReceiptStatus.Ok;
            }
            if (!all) continue;
            attestedUntil[product.Product] = next + SlotsAttested;
            tell($"members attest {LotsPerSlot} lots of {product.Product} per provider and slot "
                + $"up to {next + SlotsAttested}");
        }
    }

    private async Task QuoteAsync(
        string chainId, DemoActor actor, Side side, Catalog catalog, CancellationToken cancel)
    {
        try
        {
            PlaceOrder order = await MakeOrderAsync(actor, side, catalog, cancel);
            ReceiptStatus? status = await actor.SubmitAsync(chainId, [Operations.PlaceOrder(order)], cancel);
            if (status is null) tell($"{actor.Name} reaches no answer and tries another node");
            else if (status != ReceiptStatus.Ok)
                tell($"{actor.Name}: {Show.Side(side)} {Show.Instrument(order.Instrument)} refused, "
                    + Show.Refusal(status.Value));
        }
        catch (RpcException) when (!cancel.IsCancellationRequested)
        {
            actor.MoveOn();
        }
    }

    private async Task<PlaceOrder> MakeOrderAsync(
        DemoActor actor, Side side, Catalog catalog, CancellationToken cancel)
    {
        Instrument instrument;
        lock (strategy) instrument = strategy.Choose(Traded(catalog), host.Time.GetUtcNow());
        var request = new GetBookRequest { Instrument = instrument, Depth = 1 };
        Book book = await actor.Client.Market.GetBookAsync(request, Soon(cancel));
        lock (strategy) return strategy.Quote(side, catalog.Product(instrument.Product), book, NewOrderId());
    }

    /// <summary>
    /// Above those that a person or the story uses meanwhile (M-301); under the strategy's lock.
    /// </summary>
    private ulong NewOrderId() =>
        lastOrderId = Math.Max(lastOrderId + 1, OrderVerbs.NewId(host.Time.GetUtcNow()));

    private async Task NarrateAsync(Catalog catalog, ulong fromHeight, CancellationToken cancel)
    {
        try
        {
            await foreach (Trade trade in nodes[^1].WatchTradesAsync(fromHeight, 0, cancel))
                tell($"{Party(trade.Tenant)} rents {trade.Lots} lots of {Show.Instrument(trade.Instrument)} "
                    + $"from {Party(trade.Provider)} "
                    + $"at {catalog.Price(trade.Price, trade.Instrument.Product)}");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The end of the show.
        }
        catch (RpcException error)
        {
            tell($"trades are no longer told: {error.Status.Detail}");
        }
    }

    private string Party(Google.Protobuf.ByteString account) =>
        parties.GetValueOrDefault(Show.Account(account)) ?? Show.Short(Show.Account(account));

    /// <summary>What the genesis listed; products made meanwhile have slots of any length.</summary>
    private static List<CreateProduct> Traded(Catalog catalog) =>
        [.. TestnetCast.Products.Select(product => catalog.Product(product.Product))];

    private CallOptions Soon(CancellationToken cancel) =>
        new(deadline: host.Time.GetUtcNow().AddSeconds(5).UtcDateTime, cancellationToken: cancel);
}
