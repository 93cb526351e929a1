using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Chain.Node.Rpc;

/// <summary>
/// grpc.health.v1: what this server says of itself and of each of its services. The empty name is the whole
/// server.
/// </summary>
public sealed class HealthService : Health.HealthBase
{
    private const int MostWatchers = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private readonly HashSet<Watcher> _watchers = [];

    public void SetStatus(string service, ServingStatus status)
    {
        lock (_lock)
        {
            _statuses[service] = status;
            foreach (Watcher watcher in _watchers)
            {
                if (watcher.Service == service) watcher.Tell(status);
            }
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_lock)
        {
            return _statuses.TryGetValue(request.Service, out ServingStatus status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, "Unknown service."));
        }
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context)
    {
        var watcher = new Watcher(request.Service);
        lock (_lock)
        {
            watcher.Tell(_statuses.GetValueOrDefault(request.Service, ServingStatus.ServiceUnknown));
            if (_watchers.Count == MostWatchers)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "Too many watchers."));
            _watchers.Add(watcher);
        }
        try
        {
            await foreach (ServingStatus status in watcher.News.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
        }
        finally
        {
            lock (_lock) _watchers.Remove(watcher);
        }
    }

    /// <summary>A slow watcher sees the newest status, not each one.</summary>
    private sealed class Watcher(string service)
    {
        private readonly Channel<ServingStatus> _latest = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public string Service => service;
        public ChannelReader<ServingStatus> News => _latest.Reader;
        public void Tell(ServingStatus status) => _latest.Writer.TryWrite(status);
    }
}
