using Chain.Client;
using Chain.Node.Cli.Nodes;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Cli.Testnet;

/// <summary>Asks every node how it is, and one that answers how the market is.</summary>
internal sealed class TestnetMonitor(TestnetFile file, CliHost host) : IDisposable
{
    private const int TradesShown = 8;

    private readonly List<ChainClient> nodes =
        file.Nodes.Select(node => new ChainClient(new Uri(node.Api), host.Time)).ToList();

    public async Task<TestnetSnapshot> LookAsync(CancellationToken cancel)
    {
        NodeStatus?[] statuses = await Task.WhenAll(
            nodes.Select(client => AskAsync(() => client.Node.GetStatusAsync(
                new GetStatusRequest(), Soon(cancel)).ResponseAsync, cancel)));
        int answering = Array.FindIndex(statuses, status => status is not null);
        MarketSnapshot? market = answering < 0 ? null
            : await AskAsync(() => LookAtMarketAsync(nodes[answering], cancel), cancel);
        return new TestnetSnapshot(
            file.Nodes.Select((node, i) => new NodeSnapshot(
                node, statuses[i] is { } status ? StatusShape.From(status) : null)).ToList(), market);
    }

    public void Dispose()
    {
        foreach (ChainClient node in nodes) node.Dispose();
    }

    private async Task<MarketSnapshot> LookAtMarketAsync(ChainClient client, CancellationToken cancel)
    {
        Catalog catalog = await Catalog.LoadAsync(client, Soon(cancel));
        var books = new List<Book>();
        foreach (CreateProduct product in catalog.Products)
        {
            Instrument next = Operations.Slot(
                product.Product, InstrumentText.NextOpen(product, host.Time.GetUtcNow()));
            var request = new GetBookRequest { Instrument = next, Depth = 1 };
            books.Add(await client.Market.GetBookAsync(request, Soon(cancel)));
        }
        ListTradesReply trades = await client.Market.ListTradesAsync(
            new ListTradesRequest { PageSize = TradesShown }, Soon(cancel));
        ListLeasesReply leases = await client.Market.ListLeasesAsync(
            new ListLeasesRequest { PageSize = TradesShown }, Soon(cancel));
        return new MarketSnapshot(catalog, books, [.. trades.Trades], [.. leases.Leases]);
    }

    /// <summary>Null where the node does not answer.</summary>
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel) where T : class
    {
        try
        {
            return await ask();
        }
        catch (RpcException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private CallOptions Soon(CancellationToken cancel) =>
        new(deadline: host.Time.GetUtcNow().AddSeconds(2).UtcDateTime, cancellationToken: cancel);
}

/// <param name="Market">Null when no node answers.</param>
internal sealed record TestnetSnapshot(IReadOnlyList<NodeSnapshot> Nodes, MarketSnapshot? Market);

/// <param name="Status">Null when it does not answer.</param>
internal sealed record NodeSnapshot(TestnetNode Node, StatusShape? Status);

/// <summary>The next slot's book of every product, the newest trades, some leases.</summary>
internal sealed record MarketSnapshot(
    Catalog Catalog, IReadOnlyList<Book> Books, IReadOnlyList<Trade> Trades, IReadOnlyList<Lease> Leases);
