using System.Security.Authentication;
using Chain.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Peers;

/// <summary>
/// This node's way to one validator: a stream for consensus on a connection of its own, a stream for
/// transactions and calls for bodies on another. Each queue is bounded and drops its oldest while the peer is
/// away: what consensus needs again it sends again, and a transaction reaches a leader by other ways too. A
/// stream that the peer does not read is dropped.
/// </summary>
public sealed partial class PeerLink : IDisposable
{
    private const int ConsensusQueue = 1_024;
    private const int GossipQueue = 16_384;
    private const long QueueBytes = 16 << 20;

    private static readonly WriteOptions Hinted = new(WriteFlags.BufferHint);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // For the peer's first headers, and for it to read what is sent.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SendQueue<ConsensusFrame> frames =
        new(ConsensusQueue, QueueBytes, frame => frame.CalculateSize());
    private readonly SendQueue<Transaction> transactions =
        new(GossipQueue, QueueBytes, transaction => transaction.Bytes.Length);
    private readonly GrpcChannel consensus;
    private readonly GrpcChannel bulk;
    private readonly Traffic traffic;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private volatile bool connected;
    private bool toldRefused;
    private bool toldStranger;

    public PeerLink(
        int number, string name, string address, PeerIdentity identity, Traffic traffic,
        TimeProvider clock, ILogger log)
    {
        Number = number;
        Name = name;
        this.traffic = traffic;
        this.clock = clock;
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

    public void Send(ConsensusFrame frame) => frames.Add(frame);

    public void Gossip(Transaction transaction) => transactions.Add(transaction);

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
            catch (Exception error) when (error
                is RpcException or OperationCanceledException or IOException or TimeoutException)
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

    /// <summary>
    /// A peer that is down is no news; being shut out by one that is up is, once, and so is another key.
    /// </summary>
    private void Report(Exception error)
    {
        bool refused = error is RpcException { StatusCode: StatusCode.PermissionDenied };
        bool stranger = IsOfHandshake(error);
        // Both streams come here.
        if (refused && !Interlocked.Exchange(ref toldRefused, true)) LogRefused(Name, error.Message);
        else if (stranger && !Interlocked.Exchange(ref toldStranger, true)) LogStranger(Name, error.Message);
        else LogDown(Name, error.Message);
    }

    private static bool IsOfHandshake(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is AuthenticationException) return true;
        return false;
    }

    private async Task ConsensusStreamAsync(CancellationToken cancel)
    {
        var client = new PeerService.PeerServiceClient(consensus.CreateCallInvoker());
        using AsyncClientStreamingCall<ConsensusFrame, StreamClosed> call = client.Consensus(cancellationToken: cancel);
        // The server answers with headers at once, which is how a stream that stands is told from
        // one that hangs.
        await call.ResponseHeadersAsync.WaitAsync(Patience, clock, cancel);
        connected = true;
        LogUp(Name);
        try
        {
            Task closed = call.ResponseAsync;
            while (!closed.IsCompleted)
            {
                if (!await HasWorkAsync(frames, closed, cancel)) break;
                while (frames.TryTake(out ConsensusFrame? frame))
                {
                    traffic.Sent(frame.CalculateSize());
                    // What one turn says leaves in one piece: the peer wakes once for it.
                    call.RequestStream.WriteOptions = frames.IsEmpty ? WriteOptions.Default : Hinted;
                    await call.RequestStream.WriteAsync(frame, cancel).WaitAsync(Patience, clock, cancel);
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
        await call.ResponseHeadersAsync.WaitAsync(Patience, clock, cancel);
        Task closed = call.ResponseAsync;
        while (!closed.IsCompleted)
        {
            if (!await HasWorkAsync(transactions, closed, cancel)) break;
            TransactionBatch batch = NextBatch();
            traffic.Sent(batch.CalculateSize());
            await call.RequestStream.WriteAsync(batch, cancel).WaitAsync(Patience, clock, cancel);
        }
        await closed;
    }

    /// <summary>Waits for something to send.</summary>
    /// <returns>False when the stream has closed before.</returns>
    private static async Task<bool> HasWorkAsync<T>(SendQueue<T> queue, Task closed, CancellationToken cancel)
    {
        Task work = queue.WaitAsync(cancel);
        if (await Task.WhenAny(work, closed) == closed) return false;
        // Cancelled, it throws: without, the loop would spin until the call has closed too.
        await work;
        return true;
    }

    /// <summary>
    /// What has gathered: one when idle, many under load.
    /// </summary>
    private TransactionBatch NextBatch()
    {
        var batch = new TransactionBatch();
        int bytes = 0;
        while (batch.Transactions.Count < Limits.GossipBatch && bytes < Limits.BlockBytes
            && transactions.TryTake(out Transaction? transaction))
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

    [LoggerMessage(Level = LogLevel.Information, Message = "connected to {Peer}")]
    private partial void LogUp(string peer);

    [LoggerMessage(Level = LogLevel.Debug, Message = "no connection to {Peer}: {Why}")]
    private partial void LogDown(string peer, string why);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "no TLS with {Peer}: its key or this node's is not the one that is pinned: {Why}")]
    private partial void LogStranger(string peer, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Peer} refuses this node: {Why}")]
    private partial void LogRefused(string peer, string why);
}
