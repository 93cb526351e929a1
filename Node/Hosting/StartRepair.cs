using System.Diagnostics;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Hosting;

/// <summary>
/// Opens the chain and mends by itself what is safe to mend (docs/adr/0012): a torn tail of the log, and what
/// follows from the blocks alone.
/// </summary>
internal sealed partial class StartRepair(ILogger log)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <exception cref="StoreException">It is not safe to mend; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">Before it was mended; the next start begins
    /// anew.</exception>
    public OpenedChain Open(ConsortiumFile file, string path, CancellationToken cancel)
    {
        OpenedChain chain;
        try
        {
            chain = OpenedChain.At(file.Genesis, path);
        }
        catch (StoreException stale) when (stale.Kind == StoreErrorKind.DerivedStale)
        {
            LogRebuilding(stale.What);
            long told = Stopwatch.GetTimestamp();
            DataRebuild.Report report = DataRebuild.Run(
                GenesisBuilder.State(file.Genesis), path, progress: (height, head) =>
                {
                    cancel.ThrowIfCancellationRequested();
                    if (Stopwatch.GetElapsedTime(told) < BetweenLines) return;
                    told = Stopwatch.GetTimestamp();
                    LogProgress(height, head);
                });
            LogRebuilt(report.Height, report.Trades);
            chain = OpenedChain.At(file.Genesis, path);
        }
        if (chain.Store.CutTail is { } tail) LogCut(tail.Torn, tail.Log);
        return chain;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{What}; making it again from the stored blocks, the node starts when that is done")]
    private partial void LogRebuilding(string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "made again up to block {Height} of {Head}")]
    private partial void LogProgress(Height height, Height head);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "derived data is whole again: {Height} blocks, {Trades} trades")]
    private partial void LogRebuilt(ulong height, ulong trades);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "cut {Bytes} bytes off the end of {File}: no sync covered them, nobody was told of what "
            + "they held")]
    private partial void LogCut(long bytes, string file);
}
