using System.Threading.Channels;
using Chain.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Peers;

/// <summary>
/// This node's way to one validator: a stream for consensus on a connection of its own, a stream for
/// transactions and calls for bodies on another. Each queue is bounded and drops its oldest while the peer is
/// away: what consensus needs again it sends again, and a transaction reaches a leader by other ways too.
/// </summary>
public sealed partial class PeerLink : IDisposable
{
    private const int ConsensusQueue = 1_024;
    private const int GossipQueue = 16_384;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<ConsensusFrame> frames = Queue<ConsensusFrame>(ConsensusQueue);
    private readonly Channel<Transaction> transactions = Queue<Transaction>(GossipQueue);
    private readonly GrpcChannel consensus;
    private readonly GrpcChannel bulk;
    private readonly Traffic traffic;
    private readonly ILogger log;
    private volatile bool connected;
    private volatile bool toldRefused;

    public PeerLink(int number, string name, string address, PeerIdentity identity, Traffic traffic, ILogger log)
    {
        Number = number;
        Name = name;
        this.traffic = traffic;
        this.log = log;
        consensus = Connect(address, identity);
        bulk = Connect(address, identity);
        Calls = new PeerService.PeerServiceClient(bulk.CreateCallInvoker());
    }

    public int Number { get; }

    public string Name { get; }

    /// <summary>True while the consensus stream stands.</summary>
    public bool Connected => connected;

    /// <summary>Unary calls for bodies and blocks, on the bulk connection.</summary>
    public PeerService.PeerServiceClient Calls { get; }

    public void Send(ConsensusFrame frame) => frames.Writer.TryWrite(frame);

    public void Gossip(Transaction transaction) => transactions.Writer.TryWrite(transaction);

    /// <summary>Keeps both streams up until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(
        KeepUpAsync(ConsensusStreamAsync, cancel),
        KeepUpAsync(GossipStreamAsync, cancel));

    public void Dispose()
    {
        consensus.Dispose();
        bulk.Dispose();
    }

    private async Task KeepUpAsync(Func<CancellationToken, Task> stream, CancellationToken cancel)
    {
        TimeSpan pause = FirstPause;
        while (!cancel.IsCancellationRequested)
        {
            DateTime started = DateTime.UtcNow;
            try
            {
                await stream(cancel);
            }
            catch (Exception error) when (error is RpcException or OperationCanceledException or IOException)
            {
                if (!cancel.IsCancellationRequested) Report(error);
            }
            if (DateTime.UtcNow - started > LongestPause) pause = FirstPause;
            try
            {
                await Task.Delay(pause, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>A peer that is down is no news; being shut out by one that is up is, once.</summary>
    private void Report(Exception error)
    {
        bool refused = error is RpcException { StatusCode: StatusCode.PermissionDenied };
        if (refused && !toldRefused) LogRefused(Name, error.Message);
        else LogDown(Name, error.Message);
        toldRefused |= refused;
    }

    private async Task ConsensusStreamAsync(CancellationToken cancel)
    {
        var client = new PeerService.PeerServiceClient(consensus.CreateCallInvoker());
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> call = client.Consensus(cancellationToken: cancel);
        // The server answers with headers at once, which is how a stream that stands is told from one that
        // hangs.
        await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(10), cancel);
        connected = true;
        LogUp(Name);
        try
        {
            Task closed = call.ResponseAsync;
            while (!closed.IsCompleted)
            {
                Task<bool> ready = frames.Reader.WaitToReadAsync(cancel).AsTask();
                if (await Task.WhenAny(ready, closed) == closed) break;
                while (frames.Reader.TryRead(out ConsensusFrame? frame))
                {
                    traffic.Sent(frame.CalculateSize());
                    await call.RequestStream.WriteAsync(frame, cancel);
                }
            }
            await closed;
        }
        finally
        {
            connected = false;
        }
    }

    private async Task GossipStreamAsync(CancellationToken cancel)
    {
        using AsyncClientStreamingCall<TransactionBatch, StreamClosed> call = Calls.Gossip(cancellationToken: cancel);
        await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(10), cancel);
        Task closed = call.ResponseAsync;
        while (!closed.IsCompleted)
        {
            Task<bool> ready = transactions.Reader.WaitToReadAsync(cancel).AsTask();
            if (await Task.WhenAny(ready, closed) == closed) break;
            TransactionBatch batch = NextBatch();
            traffic.Sent(batch.CalculateSize());
            await call.RequestStream.WriteAsync(batch, cancel);
        }
        await closed;
    }

    /// <summary>
    /// What has gathered while the last batch was on its way: one when idle, many under load.
    /// </summary>
    private TransactionBatch NextBatch()
    {
        var batch = new TransactionBatch();
        int bytes = 0;
        while (batch.Transactions.Count < Limits.GossipBatch && bytes < Limits.BlockBytes
            && transactions.Reader.TryRead(out Transaction? transaction))
        {
            batch.Transactions.Add(Google.Protobuf.UnsafeByteOperations.UnsafeWrap(transaction.Bytes));
            bytes += transaction.Bytes.Length;
        }
        return batch;
    }

    private GrpcChannel Connect(string address, PeerIdentity identity)
    {
        SocketsHttpHandler handler = GrpcChannel.DefaultHandler();
        handler.SslOptions = identity.ClientOptions(Number);
        handler.ConnectTimeout = TimeSpan.FromSeconds(3);
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(2);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(3);
        return GrpcChannel.ForAddress($"https://{address}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            MaxReceiveMessageSize = Limits.PeerMessageBytes,
            MaxSendMessageSize = Limits.PeerMessageBytes,
        });
    }

    private static Channel<T> Queue<T>(int capacity) => Channel.CreateBounded<T>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    [LoggerMessage(Level = LogLevel.Information, Message = "connected to {Peer}")]
    private partial void LogUp(string peer);

    [LoggerMessage(Level = LogLevel.Debug, Message = "no connection to {Peer}: {Why}")]
    private partial void LogDown(string peer, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Peer} refuses this node: {Why}")]
    private partial void LogRefused(string peer, string why);
}
