namespace Chain.Node.Rpc;

/// <summary>What one mapped service accepts and sends, in bytes per message.</summary>
public sealed class GrpcServerOptions
{
    public int MaxReceiveMessageSize { get; init; } = 4 << 20;
    public int MaxSendMessageSize { get; init; } = 64 << 20;
}
