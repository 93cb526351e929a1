using Chain.Node.Ordering;
using Chain.Wire;

namespace Chain.Node.Api;

/// <summary>
/// One reader's stream of one book. It remembers what the reader holds and tells the difference to what is
/// now: a slow reader misses steps between, never the outcome, and nothing is queued for it.
/// </summary>
internal sealed class BookWatch(BookViews books, NodeProgress progress, InstrumentName instrument, int depth)
{
    /// <summary>So long, in time of blocks, nothing changes before a mark says so.</summary>
    public const ulong MarkMs = 5_000;

    private BookView? held;
    private Height heldChange;
    private ulong toldMs;

    public async Task RunAsync(PatientWriter<BookUpdate> writer, CancellationToken cancel)
    {
        while (true)
        {
            // Read first: the views are never older than the head that is told.
            ulong nowMs = progress.Head.TimestampMs;
            (Height changedAt, Height newest) = books.Stand(instrument);
            if (held is null || changedAt != heldChange || nowMs >= toldMs + MarkMs)
            {
                BookView view = books.Read(instrument, depth);
                BookUpdate? update = Next(view, mark: nowMs >= toldMs + MarkMs);
                newest = view.Height;
                if (update is not null)
                {
                    await writer.WriteAsync(update, cancel);
                    toldMs = nowMs;
                }
            }
            await progress.ReachedAsync(newest.Next, cancel);
        }
    }

    /// <returns>Null when the levels in view are the same and no mark is due.</returns>
    private BookUpdate? Next(BookView view, bool mark)
    {
        BookView? before = held;
        var update = new BookUpdate
        {
            Instrument = instrument.ToMessage(),
            Height = view.Height.Value,
            Snapshot = before is null,
            BaseHeight = before?.Height.Value ?? 0,
        };
        update.Bids.Add(Changes(before?.Bids ?? [], view.Bids));
        update.Asks.Add(Changes(before?.Asks ?? [], view.Asks));
        heldChange = view.ChangedAt;
        if (before is not null && !mark && update.Bids.Count + update.Asks.Count == 0) return null;
        held = view;
        return update;
    }

    /// <summary>Levels that came or changed, as they are now, then those that left, without lots.</summary>
    private static IEnumerable<Level> Changes(IReadOnlyList<PriceLevel> before, IReadOnlyList<PriceLevel> now)
    {
        HashSet<PriceLevel> known = [.. before];
        HashSet<ulong> prices = [.. now.Select(level => level.Price)];
        return now.Where(level => !known.Contains(level)).Select(Describe.Level).Concat(
            before.Where(level => !prices.Contains(level.Price))
                .Select(level => new Level { Price = level.Price }));
    }
}
