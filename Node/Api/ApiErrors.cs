using Chain.Node.Pool;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>
/// Errors of the client API: a canonical code, a sentence, an ErrorInfo with a stable reason, RetryInfo where
/// a retry helps.
/// </summary>
internal static class ApiErrors
{
    private const string Domain = "chain";

    private static readonly Duration RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(200));

    public static RpcException Refused(Refusal refusal)
    {
        StatusCode code = CodeOf(refusal.Reason);
        var info = new ErrorInfo { Reason = NameOf(refusal.Reason), Domain = Domain };
        return code == StatusCode.ResourceExhausted
            ? RichStatus.Error(code, refusal.Detail, info, new RetryInfo { RetryDelay = RetryDelay })
            : RichStatus.Error(code, refusal.Detail, info);
    }

    public static RpcException Invalid(string message) =>
        Make(StatusCode.InvalidArgument, "INVALID_ARGUMENT", message);

    public static RpcException NotFound(string what) =>
        Make(StatusCode.NotFound, "NOT_FOUND", $"no such {what}");

    public static RpcException ExpiredUnexecuted() => Make(
        StatusCode.Aborted, "EXPIRED", "it expired before a block could include it; it will never be executed");

    public static RpcException Busy() => RichStatus.Error(
        StatusCode.ResourceExhausted, "the node is busy",
        new ErrorInfo { Reason = "NODE_BUSY", Domain = Domain }, new RetryInfo { RetryDelay = RetryDelay });

    public static RpcException NotYet(string message) => Make(StatusCode.Unavailable, "NOT_YET", message);

    public static RpcException Stopping() => Make(StatusCode.Unavailable, "STOPPING", "the node is stopping");

    public static RpcException SlowReader() => Make(
        StatusCode.Aborted, "SLOW_READER", "nobody read the stream for half a minute; resume it");

    /// <param name="keptFromMs">What starts at or after it is still there.</param>
    public static RpcException Compacted(ulong keptFromMs) => Make(
        StatusCode.OutOfRange, "COMPACTED",
        $"candles of this width that start before {keptFromMs} ms are gone");

    public static StatusCode CodeOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Malformed or RefusalReason.WrongChain or RefusalReason.ValidTooLong
            or RefusalReason.BadSignature => StatusCode.InvalidArgument,
        RefusalReason.Expired or RefusalReason.UnknownAccount or RefusalReason.WrongKey =>
            StatusCode.FailedPrecondition,
        RefusalReason.AccountQueueFull or RefusalReason.NodeBusy => StatusCode.ResourceExhausted,
        _ => throw new BrokenInvariantException("unknown refusal"),
    };

    /// <summary>The reason as clients match it: BAD_SIGNATURE.</summary>
    public static string NameOf(RefusalReason reason) => string.Concat(reason.ToString().Select(
        (c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    private static RpcException Make(StatusCode code, string reason, string message) =>
        RichStatus.Error(code, message, new ErrorInfo { Reason = reason, Domain = Domain });
}
