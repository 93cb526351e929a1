namespace Grpc.Core;

/// <summary>How a call ended: a code for programs and a sentence for people.</summary>
public readonly record struct Status
{
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    private readonly string? detail;

    public Status(StatusCode statusCode, string detail, Exception? debugException = null)
    {
        StatusCode = statusCode;
        this.detail = detail;
        DebugException = debugException;
    }

    public StatusCode StatusCode { get; }

    /// <summary>Goes over the wire, so it must not tell secrets.</summary>
    public string Detail => detail ?? "";

    /// <summary>The local cause of a failed call; never sent.</summary>
    public Exception? DebugException { get; }

    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
