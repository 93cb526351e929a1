using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Node.Peers;
using Chain.Node.Verification;
using Chain.Wire;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Blocks;

/// <summary>
/// Catches up a node that was away: fetches committed blocks above the head, one certified batch at a time,
/// and hands them to the core. Whoever serves them, the certificate decides.
/// </summary>
public sealed partial class ChainSync(
    ChainStore store,
    BodyCache bodies,
    IPeers peers,
    ITransactionVerifier signatures,
    VoteVerifier votes,
    DriverInbox inbox,
    NodeProgress progress,
    TimeProvider clock,
    ILogger<ChainSync> log,
    CancellationToken stopping)
{
    // Blocks are kept until a certificate covers them, and a liar need never send one.
    private const long BatchBytes = 64 << 20;

    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CommitPause = TimeSpan.FromMilliseconds(10);

    private int running;

    /// <summary>Starts unless it runs already.</summary>
    public void Start(PeerId source)
    {
        if (Interlocked.Exchange(ref running, 1) == 1) return;
        _ = RunAsync(source);
    }

    private async Task RunAsync(PeerId source)
    {
        // Off the driver's thread.
        await Task.Yield();
        try
        {
            await CatchUpAsync(source);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            Interlocked.Exchange(ref running, 0);
        }
    }

    /// <summary>
    /// One batch of each peer in turn, so that a slow one cannot hold up the others; who has none, or none
    /// that holds, is not asked again this time.
    /// </summary>
    private async Task CatchUpAsync(PeerId source)
    {
        var others = new Queue<int>(peers.AskOrder(source.Value));
        while (others.TryDequeue(out int peer))
        {
            if (await BatchAsync(peer, store.Head) is not { } batch) continue;
            Height last = batch[^1].Header.Height;
            string name = peers.NameOf(peer);
            LogBatch(batch.Count, last, name);
            await CommittedAsync(last);
            others.Enqueue(peer);
        }
    }

    /// <summary>Waits for the core, which takes no batch that its own commits have overtaken.</summary>
    private async Task CommittedAsync(Height last)
    {
        long start = clock.GetTimestamp();
        while (progress.Head.Height < last && clock.GetElapsedTime(start) < CommitTimeout)
            await Task.Delay(CommitPause, clock, stopping);
    }

    /// <returns>The blocks handed to the core; null when the peer has none or none that hold.</returns>
    private async Task<List<BlockOutline>?> BatchAsync(int peer, HeadMarker head)
    {
        var batch = new List<FullBlock>();
        try
        {
            var request = new FetchChainRequest
            {
                FromHeight = head.Height.Next.Value,
                MaxBlocks = Limits.SyncBlocks,
            };
            Height height = head.Height;
            Hash32 parent = head.Digest;
            long bytes = 0;
            int certified = 0;
            Certificate? newest = null;
            await foreach (CommittedBlock message in peers.AskChain(peer, request, stopping))
            {
                if (HeaderCodec.Decode(message.Header.Span) is not { } header) return null;
                if (header.Parent != parent || header.Height != height.Next) return null;
                if (await BlockReader.ReadAsync(header, message.Transactions, signatures, stopping) is not { } block)
                    return null;
                batch.Add(block);
                (height, parent) = (header.Height, header.Digest);
                bytes += message.CalculateSize();
                if (!message.Certificate.IsEmpty)
                {
                    if (CertificateOf(message, header) is not { } certificate) return null;
                    newest = certificate;
                    certified = batch.Count;
                }
                if (batch.Count >= 2 * Limits.SyncBlocks || bytes >= BatchBytes) break;
            }
            return newest is null ? null : HandOver(batch[..certified], newest);
        }
        catch (RpcException)
        {
            return null;
        }
    }

    private Certificate? CertificateOf(CommittedBlock message, BlockHeader header) =>
        CertificateCodec.Decode(message.Certificate.Span) is { Kind: VoteKind.Commit } certificate
            && certificate.Digest == header.Digest && votes.Verify(certificate) ? certificate : null;

    private List<BlockOutline> HandOver(List<FullBlock> batch, Certificate certificate)
    {
        foreach (FullBlock block in batch) bodies.Hold(block);
        List<BlockOutline> outlines = [.. batch.Select(block => block.Outline)];
        Failpoint.Reach(Place.BeforeHandOver);
        inbox.Post(new Input.CommittedElsewhere(outlines, new Verified<Certificate>(certificate)));
        Failpoint.Reach(Place.AfterHandOver);
        return outlines;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "caught up {Count} blocks to {Height} from {Peer}")]
    private partial void LogBatch(int count, Height height, string peer);
}
