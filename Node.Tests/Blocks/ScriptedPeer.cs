using Chain.Wire;
using Grpc.Core;

namespace Chain.Tests.Blocks;

/// <summary>A validator that answers as a test says; without words it is silent.</summary>
internal sealed class ScriptedPeer : PeerService.PeerServiceBase
{
    private int asked;

    /// <summary>Questions of any kind so far.</summary>
    public int Asked => Volatile.Read(ref asked);

    public FetchBlockReply? Block { get; set; }

    /// <summary>By the number of the question, from 1.</summary>
    public Func<int, TransactionBatch?> Transactions { get; set; } = _ => null;

    public override Task<FetchBlockReply> FetchBlock(FetchBlockRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref asked);
        return Say(Block, context);
    }

    public override Task<TransactionBatch> FetchTransactions(
        FetchTransactionsRequest request, ServerCallContext context) =>
        Say(Transactions(Interlocked.Increment(ref asked)), context);

    private static async Task<T> Say<T>(T? words, ServerCallContext context) where T : class
    {
        if (words is null) await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return words!;
    }
}
