using System.Globalization;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Chain.Node.Rpc;

/// <summary>One call being answered: the view of the handler, and the two framed bodies.</summary>
internal sealed class ServerCall : ServerCallContext, IDisposable
{
    /// <summary>Half a block of the pool that Kestrel writes from.</summary>
    private const int SmallFrame = 2048;

    private readonly FrameWriter output;
    private CancellationTokenSource? deadlineSource;
    private DateTime deadline = DateTime.MaxValue;
    private Metadata? requestHeaders;
    private Metadata? responseTrailers;
    private bool wroteMessage;

    public ServerCall(HttpContext http, GrpcServerOptions options)
    {
        Http = http;
        Input = new FrameReader(http.Request.BodyReader, options.MaxReceiveMessageSize,
            () => http.Request.Headers[MetadataKeys.Encoding]);
        output = new FrameWriter(http.Response.BodyWriter, options.MaxSendMessageSize, SmallFrame);
        http.Response.ContentType = MetadataKeys.ContentType;
    }

    public HttpContext Http { get; }
    public FrameReader Input { get; }
    public bool DeadlinePassed => deadlineSource is { IsCancellationRequested: true } && !IsAborted;
    public bool IsAborted => Http.RequestAborted.IsCancellationRequested;

    /// <summary>An aborted request fails its reads by itself; only a deadline needs a token.</summary>
    public CancellationToken ReadToken => deadlineSource?.Token ?? CancellationToken.None;

    public long Unflushed => output.Unflushed;

    protected override string MethodCore => Http.Request.Path.Value ?? "";
    protected override string HostCore => Http.Request.Host.Value ?? "";
    protected override DateTime DeadlineCore => deadline;
    protected override CancellationToken CancellationTokenCore =>
        deadlineSource?.Token ?? Http.RequestAborted;
    protected override Metadata RequestHeadersCore => requestHeaders ??= ReadHeaders();
    protected override Metadata ResponseTrailersCore => responseTrailers ??= [];
    protected override Status StatusCore { get; set; }
    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override string PeerCore => Http.Connection.RemoteIpAddress is { } address
        ? $"{Family(address)}:{new IPEndPoint(address, Http.Connection.RemotePort)}"
        : "unknown";

    /// <exception cref="RpcException">INTERNAL: the timeout cannot be read.</exception>
    public void StartDeadline()
    {
        StringValues header = Http.Request.Headers[MetadataKeys.Timeout];
        if (header.Count == 0) return;
        if (!GrpcTimeout.TryParse(header, out TimeSpan timeout))
            throw new RpcException(new Status(StatusCode.Internal, "Malformed grpc-timeout."));
        deadline = DateTime.UtcNow + timeout;
        deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted);
        if (timeout > TimeSpan.Zero) deadlineSource.CancelAfter(timeout);
        else deadlineSource.Cancel();
    }

    /// <summary>The message of a call whose request is not a stream.</summary>
    /// <exception cref="RpcException">
    /// INTERNAL: no message, more than one, or one that cannot be read.
    /// </exception>
    public async ValueTask<T> ReadOnlyMessageAsync<T>(Marshaller<T> marshaller)
    {
        if (!await Input.TakeAsync(ReadToken))
            throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
        T message = Deserialize(marshaller);
        if (await Input.TakeAsync(ReadToken))
            throw new RpcException(
                new Status(StatusCode.Internal, "Additional data after the message received."));
        return message;
    }

    /// <exception cref="RpcException">INTERNAL: the message cannot be read.</exception>
    public T Deserialize<T>(Marshaller<T> marshaller)
    {
        try
        {
            return marshaller.ContextualDeserializer(Input);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Malformed message.", malformed));
        }
    }

    /// <summary>Puts a message into the response's buffer.</summary>
    public void Write<T>(Marshaller<T> marshaller, T message)
    {
        output.Write(marshaller, message);
        wroteMessage = true;
    }

    /// <summary>Sends what is in the response's buffer.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        output.Unflushed = 0;
        await Http.Response.BodyWriter.FlushAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (Http.Response.HasStarted || wroteMessage)
            throw new InvalidOperationException("response headers are sent once, before the first message");
        foreach (Metadata.Entry entry in responseHeaders)
            Http.Response.Headers.Append(entry.Key, Encoded(entry));
        await Http.Response.StartAsync(CancellationToken);
        // Kestrel keeps started headers until the first flush; a streaming caller waits for them.
        await FlushAsync(CancellationToken);
    }

    /// <summary>
    /// Says how the call ended: in trailers, or in the only headers when an error
    /// comes before everything else.
    /// </summary>
    public void End(Status status, Metadata failureTrailers)
    {
        Input.Release();
        bool trailersOnly = !wroteMessage && !Http.Response.HasStarted && status.StatusCode != StatusCode.OK;
        if (trailersOnly && status.StatusCode == StatusCode.Unimplemented)
            Http.Response.Headers[MetadataKeys.AcceptEncoding] = MetadataKeys.Identity;
        string code = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        Put(trailersOnly, MetadataKeys.Status, code);
        if (status.Detail.Length > 0)
            Put(trailersOnly, MetadataKeys.Message, PercentEncoding.Encode(status.Detail));
        if (responseTrailers is not null) Put(trailersOnly, responseTrailers);
        Put(trailersOnly, failureTrailers);
    }

    public void Dispose() => deadlineSource?.Dispose();

    private void Put(bool trailersOnly, Metadata trailers)
    {
        foreach (Metadata.Entry entry in trailers) Put(trailersOnly, entry.Key, Encoded(entry));
    }

    private void Put(bool trailersOnly, string key, string value)
    {
        if (trailersOnly) Http.Response.Headers.Append(key, value);
        else Http.Response.AppendTrailer(key, value);
    }

    private Metadata ReadHeaders()
    {
        var headers = new Metadata();
        foreach ((string key, StringValues values) in Http.Request.Headers)
        {
            if (!MetadataKeys.IsMetadata(key)) continue;
            foreach (string? value in values) BinaryHeader.Add(headers, key, value ?? "");
        }
        return headers;
    }

    private static string Encoded(Metadata.Entry entry) =>
        entry.IsBinary ? BinaryHeader.Encode(entry.ValueBytes) : entry.Value;

    private static string Family(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4";
}
