using Google.Protobuf;

namespace Chain.Node.Api;

/// <summary>Which account a client names.</summary>
internal static class AccountName
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static AccountId Parse(ByteString bytes) => Hash32.TryRead(bytes.Span, out Hash32 id)
        ? new AccountId(id) : throw ApiErrors.Invalid("account must be 32 bytes");
}
