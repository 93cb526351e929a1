using System.Collections.Concurrent;
using System.Diagnostics;
using Chain.Node.Cli.Testnet;
using Chain.Node.Configuration;
using Chain.Node.Peers;
using Chain.Wire;
using Grpc.Core;
using Grpc.Net.Client;

namespace Chain.Node.Bench;

/// <summary>
/// A hostile validator: with the TLS certificate of one it fills the peer ports of all others with garbage,
/// as fast as it is let. All get calls. What else it has would hinder itself, for a forged signature shuts it
/// out of the streams, and a new connection closes its oldest; so by turns one gets forged signatures, again
/// as soon as it lets them in, the next bursts of connections, the next streams of nonsense.
/// </summary>
internal sealed class Flooder
{
    private const int QuestionsInARow = 64;
    private const int CallsAtOnce = 32;
    private const int ConnectionsAtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> sent = new();
    private readonly ConsortiumFile file;
    private readonly PeerIdentity identity;
    private readonly BenchMarket market;
    private readonly int own;
    private long began;

    /// <param name="victim">Whose certificate it has.</param>
    public Flooder(TestnetNode victim, BenchMarket market)
    {
        this.market = market;
        file = ConsortiumFile.Load(Path.Combine(victim.Home, SettingKey.Consortium.Default!));
        identity = new PeerIdentity(
            file, victim.Name, Path.Combine(victim.Home, SettingKey.TlsCertificate.Default!));
        own = file.Genesis.Validators.ToList().FindIndex(validator => validator.Name == victim.Name);
    }

    /// <summary>What it sent to all together since it began.</summary>
    public IReadOnlyDictionary<string, double> PerSecond()
    {
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new SortedDictionary<string, double>(
            sent.ToDictionary(kind => kind.Key, kind => Math.Round(kind.Value / seconds, 1)));
    }

    public async Task RunAsync(CancellationToken until)
    {
        Garbage garbage = await Task.Run(() => new Garbage(market, own), until);
        began = Stopwatch.GetTimestamp();
        int[] targets =
            [.. Enumerable.Range(0, file.Genesis.Validators.Count).Where(number => number != own)];
        await Task.WhenAll(targets.SelectMany((target, turn) => Flood(target, turn, garbage, until)));
    }

    private IEnumerable<Task> Flood(int target, int turn, Garbage garbage, CancellationToken until)
    {
        const int Forging = 0, Connecting = 1, Kinds = 3;
        yield return AgainAsync(target, (peer, round) => CallsAsync(peer, round, until), until);
        if (turn % Kinds == Connecting)
        {
            yield return Task.Run(() => ConnectionsAsync(target, until), until);
            yield break;
        }
        bool forges = turn % Kinds == Forging;
        yield return AgainAsync(target, (peer, round) => ConsensusAsync(
            peer, forges ? Garbage.ForgedVote(of: target) : garbage.Malformed(round),
            forges ? "forged votes" : "malformed frames", garbage, until), until);
        yield return AgainAsync(target, (peer, _) => GossipAsync(
            peer, forges ? [garbage.Forged] : [garbage.Noise, garbage.Strangers],
            forges ? "forged batches" : "worthless batches", until), until);
    }

    /// <summary>One attack after the other, on one connection that is made again when it breaks.</summary>
    private Task AgainAsync(
        int target, Func<PeerService.PeerServiceClient, int, Task> attack, CancellationToken until) =>
        Task.Run(
            async () =>
            {
                using SocketsHttpHandler handler = Handler(target);
                using GrpcChannel channel = Connect(target, handler);
                var peer = new PeerService.PeerServiceClient(channel);
                for (int round = 0; !until.IsCancellationRequested; round++)
                    await RefusedAsync(() => attack(peer, round));
            }, until);

    /// <summary>Questions that are allowed, then what ends the stream.</summary>
    private async Task ConsensusAsync(
        PeerService.PeerServiceClient peer, ConsensusFrame last, string kind, Garbage garbage,
        CancellationToken until)
    {
        Count("consensus streams");
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> call =
            peer.Consensus(cancellationToken: until);
        await call.ResponseHeadersAsync.WaitAsync(Patience, until);
        for (int i = 0; i < QuestionsInARow; i++)
        {
            await call.RequestStream.WriteAsync(garbage.Question(i), until).WaitAsync(Patience, until);
            Count("questions");
        }
        await call.RequestStream.WriteAsync(last, until).WaitAsync(Patience, until);
        Count(kind);
        await call.ResponseAsync.WaitAsync(Patience, until);
    }

    /// <summary>These batches by turns until the stream is closed.</summary>
    private async Task GossipAsync(
        PeerService.PeerServiceClient peer, TransactionBatch[] batches, string kind, CancellationToken until)
    {
        Count("gossip streams");
        using AsyncClientStreamingCall<TransactionBatch, StreamClosed> call =
            peer.Gossip(cancellationToken: until);
        await call.ResponseHeadersAsync.WaitAsync(Patience, until);
        for (int i = 0; !call.ResponseAsync.IsCompleted; i++)
        {
            TransactionBatch batch = batches[i % batches.Length];
            await call.RequestStream.WriteAsync(batch, until).WaitAsync(Patience, until);
            Count(kind);
        }
        await call.ResponseAsync;
    }

    /// <summary>More at once than a peer may have open.</summary>
    private Task CallsAsync(PeerService.PeerServiceClient peer, int round, CancellationToken until) =>
        Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(i => RefusedAsync(async () =>
        {
            Count("calls");
            DateTime deadline = DateTime.UtcNow + Patience;
            if ((round + i) % CallsAtOnce == 0)
                await peer.FetchTransactionsAsync(
                    Garbage.Bodies(), deadline: deadline, cancellationToken: until);
            else
                await peer.FetchBlockAsync(Garbage.Block(), deadline: deadline, cancellationToken: until);
        })));

    /// <summary>Bursts of connections, each for one call.</summary>
    private async Task ConnectionsAsync(int target, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
            await Task.WhenAll(Enumerable.Range(0, ConnectionsAtOnce).Select(_ => RefusedAsync(async () =>
            {
                using SocketsHttpHandler handler = Handler(target);
                using GrpcChannel channel = Connect(target, handler);
                Count("connections");
                await new PeerService.PeerServiceClient(channel).FetchBlockAsync(
                    Garbage.Block(), deadline: DateTime.UtcNow + Patience, cancellationToken: until);
            })));
    }

    /// <summary>Being refused is what a flooder lives with.</summary>
    private static async Task RefusedAsync(Func<Task> attack)
    {
        try
        {
            await attack();
        }
        catch (Exception error) when (error
            is RpcException or OperationCanceledException or IOException or TimeoutException)
        {
            // On with the next.
        }
    }

    private void Count(string kind) => sent.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    private SocketsHttpHandler Handler(int target)
    {
        SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = identity.ClientOptions(target);
        return handler;
    }

    private GrpcChannel Connect(int target, SocketsHttpHandler handler)
    {
        string name = file.Genesis.Validators[target].Name;
        return GrpcChannel.ForAddress(
            $"https://{file.Peers.Single(peer => peer.Name == name).Address}", new GrpcChannelOptions
            {
                HttpHandler = handler,
                MaxReceiveMessageSize = Limits.PeerMessageBytes,
                MaxSendMessageSize = Limits.PeerMessageBytes,
            });
    }
}
