#pragma warning disable CA1032 // a call cannot fail without a status
namespace Grpc.Core;

/// <summary>
/// A call that ended with another status than OK: a client receives it, a server method throws it to choose
/// the status and the trailers of its answer.
/// </summary>
public sealed class RpcException : Exception
{
    public RpcException(Status status) : this(status, Metadata.Empty) { }

    public RpcException(Status status, Metadata trailers) : this(status, trailers, status.ToString()) { }

    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        Status = status;
        Trailers = trailers;
    }

    public Status Status { get; }
    public StatusCode StatusCode => Status.StatusCode;
    public Metadata Trailers { get; }
}
