namespace Grpc.Core;

/// <summary>What a caller says about one call beside its messages.</summary>
/// <param name="headers">Sent with the request.</param>
/// <param name="deadline">UTC; the call ends with DEADLINE_EXCEEDED when it passes, on both sides.</param>
public readonly struct CallOptions(
    Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
{
    public Metadata? Headers { get; private init; } = headers;
    public DateTime? Deadline { get; private init; } = deadline;
    public CancellationToken CancellationToken { get; private init; } = cancellationToken;
    public WriteOptions? WriteOptions { get; private init; }

    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };
    public CallOptions WithCancellationToken(CancellationToken token) =>
        this with { CancellationToken = token };
    public CallOptions WithWriteOptions(WriteOptions options) => this with { WriteOptions = options };
}
