using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// One call under way, whatever its messages. It ends once, by the first of: trailers, a failure, the
/// deadline, or its caller; everything that comes later sees that outcome.
/// </summary>
internal abstract class ClientCall : CallActions
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly GrpcChannel channel;
    private readonly IMethod method;
    private readonly CallOptions options;
    private readonly CancellationTokenSource stop;
    private readonly DateTime deadline;
    private HttpContent? content;
    private HttpResponseMessage? response;
    private Outcome? ending;

    protected ClientCall(GrpcChannel channel, IMethod method, CallOptions options)
    {
        this.channel = channel;
        this.method = method;
        this.options = options;
        deadline = options.Deadline?.ToUniversalTime() ?? DateTime.MaxValue;
        stop = options.CancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken)
            : new CancellationTokenSource();
        Token = stop.Token;
    }

    private sealed record Outcome(Status Status, Metadata Trailers);

    /// <summary>Fires when the call ends early.</summary>
    public CancellationToken Token { get; }

    public override Status GetStatus() => Ended().Status;
    public override Metadata GetTrailers() => Ended().Trailers;
    public override void Cancel() =>
        End(StatusMapping.Of(new OperationCanceledException()), Metadata.Empty, early: true);

    /// <exception cref="InvalidOperationException">The call has ended well.</exception>
    /// <exception cref="RpcException">The call has ended otherwise.</exception>
    public void ThrowIfEnded()
    {
        if (Volatile.Read(ref ending) is not { } outcome) return;
        if (outcome.Status.StatusCode == StatusCode.OK)
            throw new InvalidOperationException("the call has ended");
        throw Error(outcome);
    }

    /// <summary>
    /// Ends the call by what went wrong, unless it has ended; returns what its user must see.
    /// </summary>
    public RpcException Fail(Exception failure)
    {
        Status status = DateTime.UtcNow >= deadline ? PastDeadline : StatusMapping.Of(failure);
        End(status, failure is RpcException rpc ? rpc.Trailers : Metadata.Empty, early: true);
        return Error(Ended());
    }

    /// <summary>
    /// What the user of a failed write must see: the server's status where one is on its way to a reader, for
    /// a server may end a call before it has read every message.
    /// </summary>
    public abstract Task<RpcException> WriteFailedAsync(Exception failure);

    protected bool IsOver => Volatile.Read(ref ending) is not null;

    protected RpcException? Failure =>
        Volatile.Read(ref ending) is { Status.StatusCode: not StatusCode.OK } outcome
            ? Error(outcome)
            : null;

    protected async Task<HttpResponseMessage> SendAsync(HttpContent content)
    {
        this.content = content;
        StartTimer();
        HttpResponseMessage response =
            await channel.Http.SendAsync(Request(content), Token).ConfigureAwait(false);
        Interlocked.Exchange(ref this.response, response);
        if (Volatile.Read(ref ending) is not null) response.Dispose();
        bool isGrpc = response.Headers.NonValidated.Contains(MetadataKeys.Status)
            || (response.StatusCode == HttpStatusCode.OK && MetadataKeys.IsGrpc(ContentType(response)));
        if (!isGrpc) throw new RpcException(StatusMapping.Of(response.StatusCode));
        return response;
    }

    /// <summary>Ends the call by what the server said after its last message.</summary>
    /// <param name="complete">Whether the messages came that an OK needs.</param>
    /// <exception cref="RpcException">It did not say OK.</exception>
    protected void EndByTrailers(HttpResponseMessage response, bool complete)
    {
        HttpHeadersNonValidated source = response.TrailingHeaders.NonValidated.Contains(MetadataKeys.Status)
            ? response.TrailingHeaders.NonValidated
            : response.Headers.NonValidated;
        var status = new Status(StatusCode.Unknown, "No grpc-status in the response.");
        if (source.TryGetValues(MetadataKeys.Status, out HeaderStringValues code))
        {
            bool known = int.TryParse(code.ToString(), CultureInfo.InvariantCulture, out int number)
                && Enum.IsDefined((StatusCode)number);
            source.TryGetValues(MetadataKeys.Message, out HeaderStringValues message);
            string detail = PercentEncoding.Decode(message.ToString());
            status = new Status(known ? (StatusCode)number : StatusCode.Unknown, detail);
        }
        if (status.StatusCode == StatusCode.OK && !complete)
            status = new Status(StatusCode.Internal, "No message in the answer.");
        End(status, Read(source), early: false);
        if (Ended().Status.StatusCode != StatusCode.OK) throw Error(Ended());
    }

    protected static Metadata Read(HttpHeadersNonValidated headers)
    {
        var metadata = new Metadata();
        foreach ((string key, HeaderStringValues values) in headers)
        {
            if (!MetadataKeys.IsMetadata(key)) continue;
            foreach (string value in values) BinaryHeader.Add(metadata, key, value);
        }
        return metadata;
    }

    private static Status PastDeadline => new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private static RpcException Error(Outcome outcome) => new(outcome.Status, outcome.Trailers);

    private static string? ContentType(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("content-type", out HeaderStringValues type)
            ? type.ToString()
            : null;

    private Outcome Ended() =>
        Volatile.Read(ref ending) ?? throw new InvalidOperationException("the call has not ended");

    private void End(Status status, Metadata trailers, bool early)
    {
        var outcome = new Outcome(status, trailers);
        if (Interlocked.CompareExchange(ref ending, outcome, null) is not null) return;
        if (early) stop.Cancel();
        stop.Dispose();
        Volatile.Read(ref response)?.Dispose();
        if (content is StreamContent stream) stream.Abort();
        else content?.Dispose();
    }

    /// <exception cref="OperationCanceledException">
    /// The caller's token has fired, or the deadline has passed.
    /// </exception>
    private void StartTimer()
    {
        bool timed = options.Deadline is not null;
        if (timed || options.CancellationToken.CanBeCanceled)
            Token.UnsafeRegister(static call => ((ClientCall)call!).Interrupted(), this);
        if (!timed) return;
        TimeSpan left = deadline - DateTime.UtcNow;
        if (left <= TimeSpan.Zero) throw new RpcException(PastDeadline);
        stop.CancelAfter(left < LongestTimer ? left : LongestTimer);
    }

    private void Interrupted()
    {
        Status status = options.CancellationToken.IsCancellationRequested
            ? StatusMapping.Of(new OperationCanceledException(options.CancellationToken))
            : PastDeadline;
        End(status, Metadata.Empty, early: true);
    }

    private HttpRequestMessage Request(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, channel.AddressOf(method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", MetadataKeys.ContentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (options.Deadline is not null)
            request.Headers.TryAddWithoutValidation(
                MetadataKeys.Timeout, GrpcTimeout.Format(deadline - DateTime.UtcNow));
        foreach (Metadata.Entry entry in options.Headers ?? Metadata.Empty)
        {
            string value = entry.IsBinary ? BinaryHeader.Encode(entry.ValueBytes) : entry.Value;
            request.Headers.TryAddWithoutValidation(entry.Key, value);
        }
        return request;
    }
}
