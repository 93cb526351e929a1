using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Execution;
using Chain.Node.Ordering;
using Chain.Node.Pool;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>NodeService: transactions in, receipts, blocks and proofs out.</summary>
public sealed class NodeApi(
    TransactionIntake intake,
    ReceiptWait receipts,
    ChainStore store,
    Executor executor,
    NodeProgress progress,
    StatusReader status,
    CancellationToken stopping) : NodeService.NodeServiceBase
{
    // Submissions of one stream that may wait for their commit at a time.
    private const int StreamWindow = 4_096;

    private const int LargestPage = 500;

    public override async Task<SubmitReply> Submit(SubmitRequest request, ServerCallContext context)
    {
        IntakeAnswer answer = await intake.FromClientAsync(request.Transaction.Memory);
        if (answer.Refusal is { } refusal) throw ApiErrors.Refused(refusal);
        return await ReplyAsync(answer, request.NoWait, context.CancellationToken)
            ?? throw ApiErrors.ExpiredUnexecuted();
    }

    public override Task SubmitStream(
        IAsyncStreamReader<SubmitRequest> requestStream, IServerStreamWriter<SubmitReply> responseStream,
        ServerCallContext context) => StreamLife.RunAsync(context, async cancel =>
    {
        using var replies = new ReplyQueue(responseStream, StreamWindow, cancel);
        while (await requestStream.MoveNext(cancel))
        {
            SubmitRequest request = requestStream.Current;
            await replies.StartAsync(() => AnswerAsync(request, cancel));
        }
        await replies.CompleteAsync();
    }, stopping);

    public override Task<GetTransactionReply> GetTransaction(GetTransactionRequest request, ServerCallContext context)
    {
        if (!Hash32.TryRead(request.Id.Span, out Hash32 id)) throw ApiErrors.Invalid("id must be 32 bytes");
        if (store.Reads.Location(id) is not { } at) throw ApiErrors.NotFound("committed transaction");
        return Task.FromResult(new GetTransactionReply
        {
            Receipt = Describe.Receipt(store.Reads.Receipt(id)!.Value),
            Transaction = Describe.Wrap(store.Reads.Body(at.Height)![(int)at.Index]),
        });
    }

    public override Task<NodeStatus> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(status.Read());

    public override Task<ListValidatorsReply> ListValidators(ListValidatorsRequest request, ServerCallContext context) =>
        Task.FromResult(status.Validators());

    public override Task<Block> GetBlock(GetBlockRequest request, ServerCallContext context)
    {
        Height? height = request.ByCase switch
        {
            GetBlockRequest.ByOneofCase.Height => new Height(request.Height),
            GetBlockRequest.ByOneofCase.Hash => Hash32.TryRead(request.Hash.Span, out Hash32 hash)
                ? store.Reads.HeightOf(hash) : throw ApiErrors.Invalid("hash must be 32 bytes"),
            _ => throw ApiErrors.Invalid("give a height or a hash"),
        };
        return Task.FromResult(
            (height is { } at ? Describe.Block(store.Reads, at) : null) ?? throw ApiErrors.NotFound("block"));
    }

    public override Task<ListBlocksReply> ListBlocks(ListBlocksRequest request, ServerCallContext context)
    {
        ulong head = progress.Head.Height.Value;
        ulong from = request.FromHeight == 0 ? head : Math.Min(request.FromHeight, head);
        int limit = request.Limit == 0 ? 20 : (int)Math.Min(request.Limit, LargestPage);
        var reply = new ListBlocksReply();
        for (ulong height = from; reply.Blocks.Count < limit; height--)
        {
            reply.Blocks.Add(Describe.Summary(store.Reads.Header(new Height(height))!.Header));
            if (height == 0) break;
        }
        return Task.FromResult(reply);
    }

    public override Task WatchBlocks(
        WatchBlocksRequest request, IServerStreamWriter<Block> responseStream, ServerCallContext context) =>
        StreamLife.RunAsync(context, async cancel =>
    {
        Height next = request.FromHeight == 0 ? progress.Head.Height.Next : new Height(request.FromHeight);
        while (true)
        {
            await progress.ReachedAsync(next, cancel);
            Block block = Describe.Block(store.Reads, next, request.HeadersOnly)!;
            await responseStream.WriteAsync(block, cancel);
            next = next.Next;
        }
    }, stopping);

    public override async Task<StateProof> GetProof(GetProofRequest request, ServerCallContext context)
    {
        byte[] key = request.Key.ToByteArray();
        if (key.Length is 0 or > StateKey.Longest) throw ApiErrors.Invalid("key is empty or too long");
        try
        {
            return await executor.AskAsync(keeper => ProofMaker.Make(keeper, store, key))
                ?? throw ApiErrors.NotYet("no certified state yet; ask again after the next block");
        }
        catch (ExecutorBusyException)
        {
            throw ApiErrors.Busy();
        }
    }

    private async Task<SubmitReply?> ReplyAsync(IntakeAnswer answer, bool noWait, CancellationToken cancel)
    {
        var reply = new SubmitReply { TransactionId = Describe.Bytes(answer.Id) };
        TransactionReceipt? receipt = answer.Committed;
        if (receipt is null && !noWait)
        {
            receipt = await receipts.ForAsync(answer.Id, cancel);
            if (receipt is null) return null;
        }
        if (receipt is { } known) reply.Receipt = Describe.Receipt(known);
        return reply;
    }

    private async Task<SubmitReply> AnswerAsync(SubmitRequest request, CancellationToken cancel)
    {
        IntakeAnswer answer = await intake.FromClientAsync(request.Transaction.Memory);
        if (answer.Refusal is { } refusal)
            return Refused(
                answer.Id, ApiErrors.CodeOf(refusal.Reason), ApiErrors.NameOf(refusal.Reason), refusal.Detail);
        return await ReplyAsync(answer, request.NoWait, cancel) ?? Refused(
            answer.Id, StatusCode.Aborted, "EXPIRED", "it expired before a block could include it");
    }

    private static SubmitReply Refused(Hash32 id, StatusCode code, string reason, string message) => new()
    {
        TransactionId = id.IsZero ? ByteString.Empty : Describe.Bytes(id),
        RefusedCode = (uint)code,
        RefusedReason = reason,
        RefusedMessage = message,
    };
}
