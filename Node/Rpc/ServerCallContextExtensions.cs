using Chain.Node.Rpc;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

public static class ServerCallContextExtensions
{
    /// <summary>
    /// The HTTP request behind a call: its connection has the peer's address and TLS certificate.
    /// </summary>
    public static HttpContext GetHttpContext(this ServerCallContext context) => ((ServerCall)context).Http;
}
