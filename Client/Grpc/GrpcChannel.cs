using System.Collections.Concurrent;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>
/// A way to one server over HTTP/2: http:// speaks it without TLS and without asking, https:// over TLS. It
/// connects with the first call and again after failures; a call never waits for more than one attempt.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly Uri address;
    private readonly ConcurrentDictionary<IMethod, Uri> addresses = new();

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        this.address = address;
        Options = options;
        Http = new HttpMessageInvoker(options.HttpHandler ?? DefaultHandler(), options.HttpHandler is null);
    }

    internal GrpcChannelOptions Options { get; }
    internal HttpMessageInvoker Http { get; }

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null) =>
        ForAddress(new Uri(address), options);

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null) =>
        new(address, options ?? new GrpcChannelOptions());

    /// <summary>
    /// A handler without what calls never need (proxy, cookies, redirects, tracing headers), with pings that
    /// notice a dead peer within about twenty seconds while calls are open. Callers add SslOptions.
    /// </summary>
    public static SocketsHttpHandler DefaultHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = 1 << 20,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
    };

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    /// <summary>Fails the calls that are under way; a handler that the caller gave stays open.</summary>
    public void Dispose() => Http.Dispose();

    internal Uri AddressOf(IMethod method) =>
        addresses.GetOrAdd(method, static (method, address) => new Uri(address, method.FullName), address);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
