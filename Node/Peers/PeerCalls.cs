using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Chain.Node.Peers;

/// <summary>
/// Bounds the calls of one peer that are open at a time, each from its headers until the peer has read the
/// answer or given it up: a question may be as large as a message, an answer as large as a block,
/// and both lie in memory for as long as the peer likes. What is beyond is reset at once, and the connection
/// of who does not stop is closed. What comes faster than a peer has need of waits. Thread-safe.
/// </summary>
public sealed class PeerCalls(PeerIdentity identity, int peers, TimeProvider clock)
{
    /// <summary>Two streams, a chain, and bodies of some blocks.</summary>
    public const int Most = 16;

    /// <summary>Some views a second, each with a question or two, and a chain in batches.</summary>
    public const int PerSecond = 100;

    private const int AtOnce = 200;
    private const int ResetsPerSecond = 20;
    private const int ResetsAtOnce = 100;

    // RFC 9113, 7: a gRPC caller finds it as RESOURCE_EXHAUSTED.
    private const int EnhanceYourCalm = 0xb;

    private readonly int[] open = new int[peers];
    private readonly Pace[] calls =
        [.. Enumerable.Range(0, peers).Select(_ => new Pace(PerSecond, AtOnce, clock))];

    private readonly Pace[] resets =
        [.. Enumerable.Range(0, peers).Select(_ => new Pace(ResetsPerSecond, ResetsAtOnce, clock))];

    /// <summary>Puts the count around a method of the peer service.</summary>
    public void Count(EndpointBuilder method)
    {
        RequestDelegate inner = method.RequestDelegate!;
        method.RequestDelegate = http => RunAsync(http, inner);
    }

    private async Task RunAsync(HttpContext http, RequestDelegate inner)
    {
        // The service itself tells strangers what they are.
        if (identity.NumberOf(http.Connection.ClientCertificate) is not { } peer)
        {
            await inner(http);
            return;
        }
        try
        {
            if (Interlocked.Increment(ref open[peer]) > Most)
            {
                if (resets[peer].TryTake(TimeSpan.Zero) is null)
                    http.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                else http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(EnhanceYourCalm);
                return;
            }
            if (!await HasTurnAsync(http, peer)) return;
            await inner(http);
            // A handler ends when its answer lies in the buffer. This ends when little of it is left there,
            // or with the stream.
            await http.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            Interlocked.Decrement(ref open[peer]);
        }
    }

    /// <summary>Waits for its turn.</summary>
    /// <returns>False when the peer has given it up meanwhile.</returns>
    private async ValueTask<bool> HasTurnAsync(HttpContext http, int peer)
    {
        try
        {
            await calls[peer].TakeAsync(1, http.RequestAborted);
            return true;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }
}
