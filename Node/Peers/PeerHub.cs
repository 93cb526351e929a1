using Chain.Consensus;
using Chain.Node.Configuration;
using Chain.Node.Pool;
using Chain.Wire;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Peers;

/// <summary>All ways out: one link to every other validator.</summary>
public sealed class PeerHub : BackgroundService
{
    private readonly PeerLink?[] links;
    private readonly Mempool pool;

    public PeerHub(
        ConsortiumFile file, int own, PeerIdentity identity, Mempool pool, Traffic traffic,
        TimeProvider clock, ILogger<PeerHub> log)
    {
        this.pool = pool;
        links = new PeerLink?[file.Genesis.Validators.Count];
        SilentPeers = new SilentPeers(links.Length);
        for (int number = 0; number < links.Length; number++)
        {
            if (number == own) continue;
            PeerSection peer = file.Peers.Single(p => p.Name == file.Genesis.Validators[number].Name);
            links[number] = new PeerLink(number, peer.Name, peer.Address, identity, traffic, clock, log);
        }
    }

    /// <summary>Told by who asks without <see cref="AskAsync"/>.</summary>
    public SilentPeers SilentPeers { get; }

    public int Connected => links.Count(link => link is { Connected: true });

    public PeerLink? Link(int number) => (uint)number < (uint)links.Length ? links[number] : null;

    /// <summary>
    /// Links in the order in which to ask: those that did not answer last time after all others, else the
    /// preferred one first, then those that are up.
    /// </summary>
    public IReadOnlyList<PeerLink> AskOrder(int preferred) =>
    [
        .. links.OfType<PeerLink>().OrderBy(link => SilentPeers.RankOf(link.Number))
            .ThenBy(link => link.Number == preferred ? 0 : link.Connected ? 1 : 2),
    ];

    /// <summary>Asks a peer and remembers whether it answered.</summary>
    /// <returns>Null when it did not, or not in time.</returns>
    public async Task<T?> AskAsync<T>(
        PeerLink link, Func<PeerService.PeerServiceClient, AsyncUnaryCall<T>> call) where T : class
    {
        try
        {
            T answer = await call(link.Calls);
            SilentPeers.Answered(link.Number);
            return answer;
        }
        catch (RpcException)
        {
            SilentPeers.Missed(link.Number);
            return null;
        }
    }

    public void Broadcast(PeerMessage message)
    {
        ConsensusFrame frame = PeerMessageCodec.ToFrame(message);
        foreach (PeerLink? link in links) link?.Send(frame);
    }

    public void Send(PeerId to, PeerMessage message) =>
        Link(to.Value)?.Send(PeerMessageCodec.ToFrame(message));

    /// <summary>Passes a verified transaction on to everyone; its first receiver does, nobody else.</summary>
    public void Gossip(Transaction transaction)
    {
        foreach (PeerLink? link in links) link?.Gossip(transaction);
    }

    /// <summary>Hands a leader the transactions that gossip may not have brought it.</summary>
    public void SendWork(int leader)
    {
        if (Link(leader) is not { } link) return;
        foreach (Transaction transaction in pool.Unspread(Limits.GossipBatch)) link.Gossip(transaction);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(links.OfType<PeerLink>().Select(link => link.RunAsync(stoppingToken)));

    public override void Dispose()
    {
        foreach (PeerLink? link in links) link?.Dispose();
        base.Dispose();
    }
}
