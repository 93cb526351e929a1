using System.Collections.Concurrent;
using Chain.Consensus;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Pool;
using Chain.Node.Verification;
using Chain.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Blocks;

/// <summary>
/// Finds what consensus names: bodies of a proposal from the pool, then its leader, then anyone; whole blocks
/// by digest. Each digest is sought once at a time. Not finding is never an answer: the core asks again for a
/// block while it needs it, and a proposal's bodies are sought for as long as they can be of use.
/// </summary>
public sealed partial class BlockGatherer(
    BodyCache bodies,
    Mempool pool,
    IPeers peers,
    ITransactionVerifier signatures,
    DriverInbox inbox,
    Action<FullBlock> judge,
    ChainSync sync,
    NodeProgress progress,
    TimeProvider clock,
    ILogger<BlockGatherer> log,
    CancellationToken stopping)
{
    // A view that waits for bodies lasts some seconds, and whoever has them may have been busy. The pause
    // between two rounds doubles: a leader that withholds its bodies must not make everyone ask for ever.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private const int Rounds = 6;

    private readonly ConcurrentDictionary<Hash32, bool> checking = new();
    private readonly ConcurrentDictionary<Hash32, bool> fetching = new();

    /// <summary>Carries out <see cref="Effect.CheckBlock"/>.</summary>
    public void Check(Effect.CheckBlock check)
    {
        BlockOutline outline = check.Outline;
        if (bodies.Find(outline.Digest) is { } known)
        {
            judge(known);
            return;
        }
        Transaction?[] found = pool.Find(outline.TransactionIds);
        if (!found.Contains(null)) Ready(outline, found!);
        else if (checking.TryAdd(outline.Digest, true))
            _ = RunAsync(() => CompleteAsync(outline, found, check.From),
                () => checking.TryRemove(outline.Digest, out _));
    }

    /// <summary>Carries out <see cref="Effect.FetchBlock"/>.</summary>
    public void Fetch(Effect.FetchBlock fetch)
    {
        if (bodies.Find(fetch.Digest) is { } known) inbox.Post(new Input.BlockFetched(known.Outline));
        else if (fetching.TryAdd(fetch.Digest, true))
            _ = RunAsync(() => FetchAsync(fetch), () => fetching.TryRemove(fetch.Digest, out _));
    }

    /// <summary>Carries out <see cref="Effect.NeedSync"/>.</summary>
    public void Sync(PeerId source) => sync.Start(source);

    private static async Task RunAsync(Func<Task> work, Action done)
    {
        // Off the driver's thread.
        await Task.Yield();
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // Stopping, or given up: the core asks again.
        }
        finally
        {
            done();
        }
    }

    private void Ready(BlockOutline outline, Transaction[] transactions)
    {
        var block = new FullBlock(outline, transactions);
        bodies.Add(block);
        judge(block);
    }

    private async Task CompleteAsync(BlockOutline outline, Transaction?[] found, PeerId from)
    {
        for (int round = 0; round < Rounds && progress.Head.Height < outline.Header.Height; round++)
        {
            if (round > 0) await Task.Delay(FirstPause * (1 << (round - 1)), clock, stopping);
            await FillFromPeersAsync(outline, found, from);
            FillFromPool(outline, found);
            if (found.Contains(null) && bodies.Find(outline.Digest) is { } known)
                found = [.. known.Transactions];
            if (found.Contains(null)) continue;
            Ready(outline, found!);
            return;
        }
    }

    /// <summary>Asks everyone once, until nothing is missing.</summary>
    private async Task FillFromPeersAsync(BlockOutline outline, Transaction?[] found, PeerId from)
    {
        foreach (int peer in peers.AskOrder(from.Value))
        {
            // Gossip may have brought some meanwhile.
            FillFromPool(outline, found);
            Hash32[] missing = [.. outline.TransactionIds.Where((_, i) => found[i] is null)];
            if (missing.Length == 0) break;
            string name = peers.NameOf(peer);
            LogMissing(missing.Length, outline.Digest.Short, name);
            TransactionBatch? reply = await peers.AskTransactionsAsync(
                peer,
                new FetchTransactionsRequest
                {
                    BlockDigest = ByteString.CopyFrom(outline.Digest.Span),
                    TransactionIds = IdListCodec.Encode(missing),
                },
                stopping);
            if (reply is null) continue;
            Dictionary<Hash32, Transaction> sound = await SoundAsync(reply.Transactions, missing);
            for (int i = 0; i < found.Length; i++)
                found[i] ??= sound.GetValueOrDefault(outline.TransactionIds[i]);
        }
    }

    private void FillFromPool(BlockOutline outline, Transaction?[] found)
    {
        for (int i = 0; i < found.Length; i++) found[i] ??= pool.Find(outline.TransactionIds[i]);
    }

    private async Task FetchAsync(Effect.FetchBlock fetch)
    {
        var request = new FetchBlockRequest { Digest = ByteString.CopyFrom(fetch.Digest.Span) };
        foreach (int peer in peers.AskOrder(-1).Where(fetch.Holders.Contains))
        {
            FetchBlockReply? reply = await peers.AskBlockAsync(peer, request, stopping);
            if (reply is null || HeaderCodec.Decode(reply.Header.Span) is not { } header) continue;
            if (header.Digest != fetch.Digest) continue;
            if (await BlockReader.ReadAsync(header, reply.Transactions, signatures, stopping) is not { } block) continue;
            bodies.Add(block);
            inbox.Post(new Input.BlockFetched(block.Outline));
            return;
        }
    }

    /// <summary>
    /// Of what was received, what was asked for: signatures of anything else are not worth checking.
    /// </summary>
    private async Task<Dictionary<Hash32, Transaction>> SoundAsync(
        IReadOnlyList<ByteString> received, IReadOnlyList<Hash32> wanted)
    {
        var open = wanted.ToHashSet();
        List<Transaction> asked =
        [
            .. received.Select(bytes => TransactionCodec.Parse(bytes.Memory, out _)).OfType<Transaction>()
                .Where(transaction => open.Remove(transaction.Id)),
        ];
        bool[] valid = await signatures.VerifyAsync(asked, stopping);
        return asked.Where((_, i) => valid[i]).ToDictionary(transaction => transaction.Id);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "asking for {Count} transactions of block {Block} at {Peer}")]
    private partial void LogMissing(int count, string block, string peer);
}
