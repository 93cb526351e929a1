using Chain.Ledger.Storage;
using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Rpc;

/// <summary>
/// Turns HTTP requests for one method into calls, and whatever a handler does into a status. What goes wrong
/// inside a handler is logged here and hidden from the caller.
/// </summary>
internal sealed partial class CallRunner(
    GrpcServerOptions options, ILogger logger, Func<ServerCall, Task> body)
{
    public async Task RunAsync(HttpContext http)
    {
        if (!IsGrpc(http)) return;
        LiftBodyLimits(http.Features);
        using var call = new ServerCall(http, options);
        Status status;
        Metadata trailers = Metadata.Empty;
        try
        {
            call.StartDeadline();
            await body(call);
            status = call.DeadlinePassed ? PastDeadline : call.Status;
        }
#pragma warning disable CA1031 // every failure of a handler becomes a status
        catch (Exception failure)
#pragma warning restore CA1031
        {
            status = StatusOf(failure, call);
            if (failure is RpcException rpc) trailers = rpc.Trailers;
        }
        call.End(status, trailers);
    }

    private static Status PastDeadline => new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private Status StatusOf(Exception failure, ServerCall call)
    {
        if (call.DeadlinePassed) return PastDeadline;
        if (failure is RpcException rpc) return rpc.Status;
        // The store throws its own kind, so an IOException here is the caller's connection.
        bool abandoned = failure is IOException or ConnectionAbortedException
            || (failure is OperationCanceledException && call.IsAborted);
        if (abandoned) return Status.DefaultCancelled;
        if (failure is StoreException store)
        {
            StoreFailed(logger, call.Method, store.Message);
            return new Status(StatusCode.DataLoss, "this node cannot read its data; ask another one");
        }
        HandlerFailed(logger, call.Method, failure);
        return new Status(StatusCode.Unknown, "Exception was thrown by handler.");
    }

    private static bool IsGrpc(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "h2c";
            return false;
        }
        if (!MetadataKeys.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }
        return true;
    }

    /// <summary>Messages are limited one by one; a stream of them may be long, and silent for long.</summary>
    private static void LiftBodyLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Method} failed: {Why}")]
    private static partial void StoreFailed(ILogger logger, string method, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private static partial void HandlerFailed(ILogger logger, string method, Exception failure);
}
