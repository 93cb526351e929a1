using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Rpc;

/// <summary>
/// Hosts generated gRPC services on Kestrel:
/// <code>
/// kestrel.ConfigureGrpc(); kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http2);
/// app.MapGrpc(Market.BindService(new MarketService(...)));
/// app.MapUnknownGrpc();
/// </code>
/// </summary>
public static class GrpcEndpoints
{
    /// <summary>
    /// Maps every method of a service, and answers UNIMPLEMENTED for methods that it does not have.
    /// </summary>
    public static IEndpointConventionBuilder MapGrpc(
        this IEndpointRouteBuilder endpoints, ServerServiceDefinition service,
        GrpcServerOptions? options = null)
    {
        RouteGroupBuilder group = endpoints.MapGroup("");
        var binder = new EndpointBinder(group, options ?? new GrpcServerOptions(), LoggerOf(endpoints));
        service.BindService(binder);
        foreach (string name in binder.ServiceNames) MapUnimplemented(group, $"/{name}/{{method}}", "method");
        return group;
    }

    /// <summary>Answers UNIMPLEMENTED for services that are not mapped; once per application.</summary>
    public static IEndpointConventionBuilder MapUnknownGrpc(this IEndpointRouteBuilder endpoints) =>
        MapUnimplemented(endpoints, "/{service}/{method}", "service");

    /// <summary>
    /// Limits that fit long-lived streams: a silent stream is no slow attacker, pings find dead peers, bulk
    /// has room.
    /// </summary>
    public static void ConfigureGrpc(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1024;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;
    }

    private static IEndpointConventionBuilder MapUnimplemented(
        IEndpointRouteBuilder endpoints, string pattern, string what)
    {
        var status = new Status(StatusCode.Unimplemented, $"Unknown {what}.");
        var runner =
            new CallRunner(new GrpcServerOptions(), LoggerOf(endpoints), _ => throw new RpcException(status));
        return endpoints.MapPost(pattern, (RequestDelegate)runner.RunAsync);
    }

    private static ILogger LoggerOf(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Chain.Node.Rpc");
}
