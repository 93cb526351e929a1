using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Rpc;

/// <summary>Maps each method that a service binds to an HTTP endpoint.</summary>
internal sealed class EndpointBinder(
    IEndpointRouteBuilder endpoints, GrpcServerOptions options, ILogger logger)
    : ServiceBinderBase
{
    private readonly SortedSet<string> serviceNames = new(StringComparer.Ordinal);

    public IEnumerable<string> ServiceNames => serviceNames;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) =>
        Map(method, async call =>
        {
            TRequest request = await call.ReadOnlyMessageAsync(method.RequestMarshaller);
            call.Write(method.ResponseMarshaller, await handler(request, call));
        });

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) =>
        Map(method, async call =>
        {
            var requests = new RequestReader<TRequest>(call, method.RequestMarshaller);
            call.Write(method.ResponseMarshaller, await handler(requests, call));
        });

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) =>
        Map(method, async call =>
        {
            TRequest request = await call.ReadOnlyMessageAsync(method.RequestMarshaller);
            await handler(request, new ResponseWriter<TResponse>(call, method.ResponseMarshaller), call);
        });

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) =>
        Map(method, call => handler(
            new RequestReader<TRequest>(call, method.RequestMarshaller),
            new ResponseWriter<TResponse>(call, method.ResponseMarshaller),
            call));

    private void Map(IMethod method, Func<ServerCall, Task> body)
    {
        serviceNames.Add(method.ServiceName);
        endpoints.MapPost(method.FullName, (RequestDelegate)new CallRunner(options, logger, body).RunAsync);
    }
}
