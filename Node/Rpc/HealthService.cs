using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Chain.Node.Rpc;

/// <summary>
/// grpc.health.v1: what this server says of itself and of each of its services. The empty name
/// is the whole server.
/// </summary>
public sealed class HealthService : Health.HealthBase
{
    private const int MostWatchers = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, ServingStatus> statuses = new(StringComparer.Ordinal);
    private readonly HashSet<Watcher> watchers = [];

    public void SetStatus(string service, ServingStatus status)
    {
        lock (gate)
        {
            statuses[service] = status;
            foreach (Watcher watcher in watchers)
            {
                if (watcher.Service == service) watcher.Tell(status);
            }
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (gate)
        {
            return statuses.TryGetValue(request.Service, out ServingStatus status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, "Unknown service."));
        }
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context)
    {
        var watcher = new Watcher(request.Service);
        lock (gate)
        {
            watcher.Tell(statuses.GetValueOrDefault(request.Service, ServingStatus.ServiceUnknown));
            if (watchers.Count == MostWatchers)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "Too many watchers."));
            watchers.Add(watcher);
        }
        try
        {
            await foreach (ServingStatus status in watcher.News.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
        }
        finally
        {
            lock (gate) watchers.Remove(watcher);
        }
    }

    /// <summary>A slow watcher sees the newest status, not each one.</summary>
    private sealed class Watcher(string service)
    {
        private readonly Channel<ServingStatus> latest = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public string Service => service;
        public ChannelReader<ServingStatus> News => latest.Reader;
        public void Tell(ServingStatus status) => latest.Writer.TryWrite(status);
    }
}
