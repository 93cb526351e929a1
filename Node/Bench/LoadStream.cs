using System.Diagnostics;
using Chain.Client;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Bench;

/// <summary>
/// One submission stream to one validator, closed-loop: at most a window of transactions waits for receipts
/// at a time, so the validators' queues cannot grow beyond the sum of the windows.
/// </summary>
internal sealed class LoadStream(
    ChainClient client, SignedLoad load, int window, LoadMeter meter) : IDisposable
{
    private readonly SemaphoreSlim credits = new(window);
    private readonly Dictionary<Hash32, long> sentAt = new(window);
    private readonly Lock gate = new();

    /// <summary>Sends until told to stop or the load is used up, then waits for the last receipt.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancel)
    {
        using AsyncDuplexStreamingCall<SubmitRequest, SubmitReply> call =
            client.Node.SubmitStream(cancellationToken: cancel);
        Task reading = ReadAsync(call.ResponseStream, cancel);
        try
        {
            while (await SendAsync(call.RequestStream, stop)) { }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Time is up.
        }
        await call.RequestStream.CompleteAsync();
        await reading;
    }

    public void Dispose() => credits.Dispose();

    /// <summary>Sends as many as the window has room for, in one piece.</summary>
    /// <returns>False when nothing is left to send.</returns>
    private async Task<bool> SendAsync(IClientStreamWriter<SubmitRequest> stream, CancellationToken stop)
    {
        await credits.WaitAsync(stop);
        while (load.Take() is { } order)
        {
            lock (gate) sentAt.Add(order.Id, Stopwatch.GetTimestamp());
            bool more = credits.Wait(0, CancellationToken.None);
            stream.WriteOptions = more ? new WriteOptions(WriteFlags.BufferHint) : WriteOptions.Default;
            await stream.WriteAsync(order.Request, CancellationToken.None);
            if (!more) return true;
        }
        return false;
    }

    private async Task ReadAsync(IAsyncStreamReader<SubmitReply> stream, CancellationToken cancel)
    {
        while (await stream.MoveNext(cancel))
        {
            SubmitReply reply = stream.Current;
            long sent;
            lock (gate) sentAt.Remove(new Hash32(reply.TransactionId.Span), out sent);
            meter.Answered(reply, Stopwatch.GetElapsedTime(sent));
            credits.Release();
        }
    }
}
