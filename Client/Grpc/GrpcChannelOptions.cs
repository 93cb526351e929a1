namespace Grpc.Net.Client;

/// <summary>How a channel reaches its server, and how large a message may be, in bytes.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>
    /// Null for a plain one; give one with SslOptions for client certificates and pinned roots.
    /// </summary>
    public SocketsHttpHandler? HttpHandler { get; init; }

    public int MaxReceiveMessageSize { get; init; } = 4 << 20;
    public int MaxSendMessageSize { get; init; } = 64 << 20;
}
