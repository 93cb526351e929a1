namespace Grpc.Core;

/// <summary>What the four kinds of call share: the view that a caller has of a call under way.</summary>
public abstract class CallActions
{
    public abstract Task<Metadata> ResponseHeadersAsync { get; }
    public abstract Status GetStatus();
    public abstract Metadata GetTrailers();
    public abstract void Cancel();
}

/// <summary>Base of the four kinds of call.</summary>
public abstract class AsyncCall(CallActions actions) : IDisposable
{
    /// <summary>The server's first headers; fails when the call ended before they came.</summary>
    public Task<Metadata> ResponseHeadersAsync => actions.ResponseHeadersAsync;

    /// <summary>How the call ended; throws InvalidOperationException while it has not.</summary>
    public Status GetStatus() => actions.GetStatus();

    /// <summary>
    /// What the server said last; throws InvalidOperationException while the call has not ended.
    /// </summary>
    public Metadata GetTrailers() => actions.GetTrailers();

    /// <summary>Cancels the call unless it has ended.</summary>
    public void Dispose()
    {
        actions.Cancel();
        GC.SuppressFinalize(this);
    }
}
