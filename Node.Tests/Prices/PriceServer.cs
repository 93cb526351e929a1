using Chain.Client;
using Chain.Node.Api;
using Chain.Tests.Rpc;
using Chain.Wire;

namespace Chain.Tests.Prices;

/// <summary>The price service of a stored history on a real port, and a client of it.</summary>
internal sealed class PriceServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping;
    private readonly TestServer server;

    private readonly bool owned;

    private PriceServer(
        StoredHistory history, bool owned, CancellationTokenSource stopping, TestServer server)
    {
        History = history;
        this.owned = owned;
        this.stopping = stopping;
        this.server = server;
        Client = new ChainClient(new Uri(server.Address));
    }

    public StoredHistory History { get; }

    public ChainClient Client { get; }

    /// <param name="history">Served.</param>
    /// <param name="owned">True: it goes when the server does.</param>
    public static async Task<PriceServer> StartAsync(StoredHistory history, bool owned = false)
    {
        var stopping = new CancellationTokenSource();
        var api = new PriceApi(
            history.Store, history.Progress, history.Books, TimeProvider.System, stopping.Token);
        return new PriceServer(
            history, owned, stopping,
            await TestServer.StartAsync(more: PriceService.BindService(api)));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Client.Dispose();
        await server.DisposeAsync();
        stopping.Dispose();
        if (owned) History.Dispose();
    }
}
