using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core.Wire;
using RpcStatus = Google.Rpc.Status;

namespace Grpc.Core;

/// <summary>
/// Errors with details for programs: google.rpc.Status in the trailer grpc-status-details-bin.
/// </summary>
public static class RichStatus
{
    /// <summary>The exception that a server method throws to send this status and its details.</summary>
    public static RpcException ToRpcException(this RpcStatus status) =>
        new(new Status((StatusCode)status.Code, status.Message),
            new Metadata { { MetadataKeys.StatusDetails, status.ToByteArray() } });

    /// <summary>An exception with details; each is packed as google.protobuf.Any.</summary>
    public static RpcException Error(StatusCode code, string message, params ReadOnlySpan<IMessage> details)
    {
        var status = new RpcStatus { Code = (int)code, Message = message };
        foreach (IMessage detail in details) status.Details.Add(Any.Pack(detail));
        return status.ToRpcException();
    }

    /// <summary>The status that the server sent, or null when it sent none, or a broken one.</summary>
    public static RpcStatus? GetRpcStatus(this RpcException exception)
    {
        if (exception.Trailers.GetValueBytes(MetadataKeys.StatusDetails) is not { } bytes) return null;
        try
        {
            return RpcStatus.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The first detail of this type, or null.</summary>
    public static T? GetDetail<T>(this RpcStatus status) where T : class, IMessage<T>, new()
    {
        string name = new T().Descriptor.FullName;
        try
        {
            Any? found = status.Details.FirstOrDefault(detail => Any.GetTypeName(detail.TypeUrl) == name);
            return found?.Unpack<T>();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
