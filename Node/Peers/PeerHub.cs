using System.Runtime.CompilerServices;
using Chain.Consensus;
using Chain.Node.Configuration;
using Chain.Node.Pool;
using Chain.Wire;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Peers;

/// <summary>All ways out: one link to every other validator.</summary>
public sealed class PeerHub : BackgroundService, IPeers
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ChainTimeout = TimeSpan.FromSeconds(10);

    private readonly PeerLink?[] links;
    private readonly Mempool pool;
    private readonly SilentPeers silent;

    public PeerHub(
        ConsortiumFile file, int own, PeerIdentity identity, Mempool pool, Traffic traffic,
        TimeProvider clock, ILogger<PeerHub> log)
    {
        this.pool = pool;
        links = new PeerLink?[file.Genesis.Validators.Count];
        silent = new SilentPeers(links.Length);
        for (int number = 0; number < links.Length; number++)
        {
            if (number == own) continue;
            PeerSection peer = file.Peers.Single(p => p.Name == file.Genesis.Validators[number].Name);
            links[number] = new PeerLink(number, peer.Name, peer.Address, identity, traffic, clock, log);
        }
    }

    public int Connected => links.Count(link => link is { Connected: true });

    public PeerLink? Link(int number) => (uint)number < (uint)links.Length ? links[number] : null;

    public string NameOf(int peer) => links[peer]!.Name;

    public IReadOnlyList<int> AskOrder(int preferred) => silent.Order(
        links.OfType<PeerLink>().Select(link => link.Number), preferred,
        peer => Link(peer) is { Connected: true });

    public Task<TransactionBatch?> AskTransactionsAsync(
        int peer, FetchTransactionsRequest request, CancellationToken cancel) =>
        AskAsync(peer, calls => calls.FetchTransactionsAsync(request, Within(CallTimeout, cancel)));

    public Task<FetchBlockReply?> AskBlockAsync(
        int peer, FetchBlockRequest request, CancellationToken cancel) =>
        AskAsync(peer, calls => calls.FetchBlockAsync(request, Within(CallTimeout, cancel)));

    public async IAsyncEnumerable<CommittedBlock> AskChain(
        int peer, FetchChainRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        using AsyncServerStreamingCall<CommittedBlock> call =
            links[peer]!.Calls.FetchChain(request, Within(ChainTimeout, cancel));
        while (await NextAsync(peer, call.ResponseStream, cancel)) yield return call.ResponseStream.Current;
    }

    public void Broadcast(PeerMessage message)
    {
        ConsensusFrame frame = PeerMessageCodec.ToFrame(message);
        foreach (PeerLink? link in links) link?.Send(frame);
    }

    public void Send(PeerId to, PeerMessage message) =>
        Link(to.Value)?.Send(PeerMessageCodec.ToFrame(message));

    public void Gossip(Transaction transaction)
    {
        foreach (PeerLink? link in links) link?.Gossip(transaction);
    }

    public void SendWork(int leader)
    {
        if (Link(leader) is not { } link) return;
        foreach (Transaction transaction in pool.Unspread(Limits.GossipBatch)) link.Gossip(transaction);
    }

    private async Task<T?> AskAsync<T>(
        int peer, Func<PeerService.PeerServiceClient, AsyncUnaryCall<T>> call) where T : class
    {
        try
        {
            T answer = await call(links[peer]!.Calls);
            silent.Answered(peer);
            return answer;
        }
        catch (RpcException)
        {
            silent.Missed(peer);
            return null;
        }
    }

    private async Task<bool> NextAsync(
        int peer, IAsyncStreamReader<CommittedBlock> stream, CancellationToken cancel)
    {
        try
        {
            return await stream.MoveNext(cancel);
        }
        catch (RpcException)
        {
            silent.Missed(peer);
            throw;
        }
    }

    private static CallOptions Within(TimeSpan limit, CancellationToken cancel) =>
        new(deadline: DateTime.UtcNow + limit, cancellationToken: cancel);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(links.OfType<PeerLink>().Select(link => link.RunAsync(stoppingToken)));

    public override void Dispose()
    {
        foreach (PeerLink? link in links) link?.Dispose();
        base.Dispose();
    }
}
