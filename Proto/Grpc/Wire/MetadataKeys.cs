using System.Buffers;

namespace Grpc.Core.Wire;

/// <summary>
/// Names of the gRPC-over-HTTP/2 protocol, https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
/// </summary>
public static class MetadataKeys
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string StatusDetails = "grpc-status-details-bin";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Identity = "identity";

    public static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>
    /// application/grpc, application/grpc+proto, application/grpc;charset=...: all but
    /// grpc-web, which frames differently.
    /// </summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>False for what the protocol itself puts among the headers.</summary>
    public static bool IsMetadata(string header) =>
        !header.StartsWith(':')
        && !(header.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !Is(header, StatusDetails))
        && !Is(header, "content-type") && !Is(header, "content-length")
        && !Is(header, "te") && !Is(header, "host");

    private static bool Is(string header, string name) =>
        header.Equals(name, StringComparison.OrdinalIgnoreCase);
}
