using System.Runtime.CompilerServices;
using Chain.Consensus;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Simulation;

/// <summary>A process's way to the others over the simulated network.</summary>
internal sealed class SimPeers(World world, SimNode node, SimProcess process, Mempool pool) : IPeers
{
    private const long CallUs = 2_000_000;
    private const long ChainUs = 10_000_000;

    private readonly SilentPeers silent = new(world.Mix.Validators);
    private readonly Dictionary<long, TaskCompletionSource<object?>> calls = [];
    private long newestCall;

    public string NameOf(int peer) => $"v{peer}";

    public void Broadcast(PeerMessage message)
    {
        foreach (int other in world.Others(node.Number)) Send(new PeerId(other), message);
    }

    public void Send(PeerId to, PeerMessage message)
    {
        node.MayDie();
        if (to.Value == node.Number || (uint)to.Value >= (uint)world.Mix.Validators) return;
        world.Votes.Leaving(node, message);
        if (node.Crime is { } crime) crime.Outgoing(to.Value, message);
        else Carry(to.Value, message);
    }

    /// <summary>On the wire, once the turn's sync is over.</summary>
    public void Carry(int to, PeerMessage message)
    {
        if (world.Trace.Verbose) world.Trace.Say(node, $"> v{to} {Describe.Text(message)}");
        Leave(to, new NodeMessage.Consensus(PeerMessageCodec.ToFrame(message), message));
    }

    public void Gossip(Transaction transaction)
    {
        foreach (int other in world.Others(node.Number))
            Leave(other, new NodeMessage.Gossip(Batch([transaction])));
    }

    public void SendWork(int leader)
    {
        IReadOnlyList<Transaction> work = pool.Unspread(Limits.GossipBatch);
        if (leader != node.Number && work.Count > 0) Leave(leader, new NodeMessage.Gossip(Batch(work)));
    }

    public IReadOnlyList<int> AskOrder(int preferred) =>
        silent.Order(world.Others(node.Number), preferred, _ => true);

    public async Task<TransactionBatch?> AskTransactionsAsync(
        int peer, FetchTransactionsRequest request, CancellationToken cancel) =>
        await AskAsync(peer, request, CallUs) as TransactionBatch;

    public async Task<FetchBlockReply?> AskBlockAsync(
        int peer, FetchBlockRequest request, CancellationToken cancel) =>
        await AskAsync(peer, request, CallUs) as FetchBlockReply;

    public async IAsyncEnumerable<CommittedBlock> AskChain(
        int peer, FetchChainRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (await AskAsync(peer, request, ChainUs) is not IReadOnlyList<CommittedBlock> blocks)
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "no answer"));
        if (blocks.Count > 0) world.Faults.Add(FaultKind.ChainSynced);
        foreach (CommittedBlock block in blocks) yield return block;
    }

    /// <summary>An answer came.</summary>
    public void Answered(NodeMessage.Reply reply)
    {
        if (calls.Remove(reply.Number, out TaskCompletionSource<object?>? waiting))
            waiting.TrySetResult(reply.Answer);
    }

    private async Task<object?> AskAsync(int peer, IMessage request, long limitUs)
    {
        node.MayDie();
        long number = ++newestCall;
        var waiting = new TaskCompletionSource<object?>();
        calls.Add(number, waiting);
        world.Faults.Add(FaultKind.BodiesAsked);
        Leave(peer, new NodeMessage.Call(number, request));
        process.After(node.Clock.VirtualUs(limitUs), () =>
        {
            calls.Remove(number);
            waiting.TrySetResult(null);
        });
        object? answer = await waiting.Task;
        if (answer is null) silent.Missed(peer);
        else silent.Answered(peer);
        return answer;
    }

    private void Leave(int to, NodeMessage message)
    {
        if (process.SyncUs == 0) world.Send(node.Number, to, message);
        else process.After(process.SyncUs, () => world.Send(node.Number, to, message));
    }

    private static TransactionBatch Batch(IReadOnlyList<Transaction> transactions)
    {
        var batch = new TransactionBatch();
        foreach (Transaction transaction in transactions)
            batch.Transactions.Add(UnsafeByteOperations.UnsafeWrap(transaction.Bytes));
        return batch;
    }
}
