using System.Net;
using Google.Protobuf;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>What failures below gRPC mean as a status.</summary>
internal static class StatusMapping
{
    /// <summary>https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md</summary>
    public static Status Of(HttpStatusCode code)
    {
        StatusCode status = code switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new Status(status, $"Bad gRPC response. HTTP status code: {(int)code}");
    }

    public static Status Of(Exception failure) => failure switch
    {
        RpcException rpc => rpc.Status,
        OperationCanceledException =>
            new Status(StatusCode.Cancelled, "Call canceled by the client.", failure),
        InvalidProtocolBufferException => new Status(StatusCode.Internal, "Malformed message.", failure),
        _ when ResetCode(failure) is { } code =>
            new Status(Of(code), $"HTTP/2 stream reset, code {code}", failure),
        HttpRequestException or IOException =>
            new Status(StatusCode.Unavailable, (failure.InnerException ?? failure).Message, failure),
        _ => new Status(StatusCode.Internal, failure.Message, failure),
    };

    /// <summary>HTTP/2 error codes: "Errors" of the protocol document.</summary>
    private static StatusCode Of(long http2ErrorCode) => http2ErrorCode switch
    {
        0x7 => StatusCode.Unavailable,
        0x8 => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static long? ResetCode(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol) return protocol.ErrorCode;
        }
        return null;
    }
}
