using Chain.Ledger.Storage;
using Chain.Node.Ordering;
using Chain.Wire;
using CandleScale = Chain.Ledger.Prices.CandleScale;

namespace Chain.Node.Api;

/// <summary>
/// One reader's stream of one series: of each candle that changed since its cursor the newest state, read
/// from the store. So a cursor is all it keeps, and a slow reader skips what was overtaken.
/// </summary>
/// <param name="fromHeight">First block whose changes are wanted.</param>
/// <param name="fromMs">0, or the instant from which candles are wanted first, whoever changed them.</param>
internal sealed class CandleWatch(
    ChainStore store, NodeProgress progress, CandleScale scale, byte[] series, Height fromHeight,
    ulong fromMs)
{
    /// <summary>So long, in time of blocks, nothing changes before a mark says so.</summary>
    public const ulong MarkMs = 5_000;

    private const int Batch = 256;

    private Height next = fromHeight;
    private ulong sinceMs = fromMs;
    private ulong toldMs;

    public async Task RunAsync(PatientWriter<CandleUpdate> writer, CancellationToken cancel)
    {
        while (true)
        {
            if (sinceMs == 0) await progress.ReachedAsync(next, cancel);
            CommittedHead head = progress.Head;
            if (await TellAsync(writer, head, cancel) == 0 && head.TimestampMs >= toldMs + MarkMs)
            {
                await writer.WriteAsync(new CandleUpdate { NextHeight = head.Height.Next.Value }, cancel);
                toldMs = head.TimestampMs;
            }
            (next, sinceMs) = (head.Height.Next, 0);
        }
    }

    /// <summary>All that changed from the cursor up to a head, oldest candle first.</summary>
    /// <returns>How many candles were told.</returns>
    private async Task<int> TellAsync(
        PatientWriter<CandleUpdate> writer, CommittedHead head, CancellationToken cancel)
    {
        ulong from = sinceMs > 0 ? sinceMs : store.Reads.Header(next)!.Header.TimestampMs;
        // 0 where an instant was asked for: all candles since then are wanted, and a break begins it again.
        Height changedFrom = sinceMs > 0 ? default : next;
        from = scale.StartOf(from);
        int told = 0;
        Candle? last = null;
        while (true)
        {
            RequireKept(from, head);
            IReadOnlyList<StoredCandle> page = store.Reads.Candles(
                scale, series, from, ulong.MaxValue, progress.Head.TimestampMs, newestFirst: false, Batch);
            foreach (StoredCandle stored in page)
            {
                if (stored.Candle.LastHeight < changedFrom) continue;
                if (last is not null) await WriteAsync(writer, last, changedFrom, cancel);
                last = Describe.Candle(stored);
                told++;
            }
            if (page.Count < Batch) break;
            from = page[^1].StartMs + scale.Ms;
        }
        // Only now the cursor may move on: a stream that breaks before it tells the whole block again.
        if (last is not null)
        {
            await WriteAsync(writer, last, head.Height.Next, cancel);
            toldMs = head.TimestampMs;
        }
        return told;
    }

    private void RequireKept(ulong from, CommittedHead head)
    {
        ulong keptFrom = scale.KeptFromMs(head.TimestampMs);
        ulong genesis = store.Reads.Header(default)!.Header.TimestampMs;
        if (from < keptFrom && genesis < keptFrom) throw ApiErrors.Compacted(keptFrom);
    }

    private static Task WriteAsync(
        PatientWriter<CandleUpdate> writer, Candle candle, Height next, CancellationToken cancel) =>
        writer.WriteAsync(new CandleUpdate { Candle = candle, NextHeight = next.Value }, cancel);
}
