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
    PeerHub peers,
    SignaturePool signatures,
    VoteVerifier votes,
    DriverInbox inbox,
    NodeProgress progress,
    ILogger<ChainSync> log,
    CancellationToken stopping)
{
    // Blocks are kept until a certificate covers them, and a liar need never send one.
    private const long BatchBytes = 64 << 20;

    private static readonly TimeSpan BatchTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(30);

    private int running;

    /// <summary>Starts unless it runs already.</summary>
    public void Start(PeerId source)
    {
        if (Interlocked.Exchange(ref running, 1) == 1) return;
        _ = Task.Run(async () =>
        {
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
        }, stopping);
    }

    /// <summary>
    /// One batch of each peer in turn, so that a slow one cannot hold up the others; who has none, or none
    /// that holds, is not asked again this time.
    /// </summary>
    private async Task CatchUpAsync(PeerId source)
    {
        var links = new Queue<PeerLink>(peers.AskOrder(source.Value));
        while (links.TryDequeue(out PeerLink? link))
        {
            if (await BatchAsync(link, store.Head) is not { } batch) continue;
            Height last = batch[^1].Header.Height;
            LogBatch(batch.Count, last, link.Name);
            // The core takes no batch that its own commits have overtaken.
            await Task.WhenAny(progress.ReachedAsync(last, stopping), Task.Delay(CommitTimeout, stopping));
            stopping.ThrowIfCancellationRequested();
            links.Enqueue(link);
        }
    }

    /// <returns>The blocks handed to the core; null when the peer has none or none that hold.</returns>
    private async Task<List<BlockOutline>?> BatchAsync(PeerLink link, HeadMarker head)
    {
        var batch = new List<FullBlock>();
        try
        {
            using AsyncServerStreamingCall<CommittedBlock> call = link.Calls.FetchChain(
                new FetchChainRequest { FromHeight = head.Height.Next.Value, MaxBlocks = Limits.SyncBlocks },
                new CallOptions(deadline: DateTime.UtcNow + BatchTimeout, cancellationToken: stopping));
            Height height = head.Height;
            Hash32 parent = head.Digest;
            long bytes = 0;
            int certified = 0;
            Certificate? newest = null;
            while (batch.Count < 2 * Limits.SyncBlocks && bytes < BatchBytes
                && await call.ResponseStream.MoveNext(stopping))
            {
                CommittedBlock message = call.ResponseStream.Current;
                if (HeaderCodec.Decode(message.Header.Span) is not { } header) return null;
                if (header.Parent != parent || header.Height != height.Next) return null;
                if (await BlockReader.ReadAsync(header, message.Transactions, signatures, stopping) is not { } block)
                    return null;
                batch.Add(block);
                (height, parent) = (header.Height, header.Digest);
                bytes += message.CalculateSize();
                if (message.Certificate.IsEmpty) continue;
                if (CertificateCodec.Decode(message.Certificate.Span) is not { Kind: VoteKind.Commit } certificate
                    || certificate.Digest != header.Digest || !votes.Verify(certificate)) return null;
                newest = certificate;
                certified = batch.Count;
            }
            return newest is null ? null : HandOver(batch[..certified], newest);
        }
        catch (RpcException)
        {
            peers.SilentPeers.Missed(link.Number);
            return null;
        }
    }

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
