using Chain.Ledger.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Ordering;

/// <summary>
/// Ends the process when its data can no longer be trusted: a broken invariant, a failed sync, damage on
/// disk. The node stops at once and retries nothing; the log says what the operator does next.
/// </summary>
public sealed partial class FatalStop(IHostApplicationLifetime lifetime, ILogger<FatalStop> log)
{
    private int stopped;

    /// <summary>Why the node stopped itself; null while it has not.</summary>
    public Exception? Reason { get; private set; }

    public void Stop(string where, Exception error)
    {
        if (Interlocked.Exchange(ref stopped, 1) == 1) return;
        Reason = error;
        if (error is StoreException store) LogStore(where, store.Message);
        else LogBroken(error, where);
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "stopping: {Where}: {Message}")]
    private partial void LogStore(string where, string message);

    [LoggerMessage(Level = LogLevel.Critical, Message = "stopping: a bug was caught in the {Where}; report it with this log")]
    private partial void LogBroken(Exception error, string where);
}
