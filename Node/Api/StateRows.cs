using Chain.Ledger;
using Chain.Ledger.Storage;

namespace Chain.Node.Api;

/// <summary>Typed rows of the committed state, one, all, or a page of them.</summary>
internal static class StateRows
{
    private const int Batch = 256;

    // Rows that one call may look at for its page, wanted or not.
    private const int LargestScan = 4_096;

    public static T? Row<T>(StoreReads reads, byte[] key) where T : StateRow =>
        reads.State(key) is { } value ? (T)StateRow.Decode(key, value)! : null;

    public static IEnumerable<T> Rows<T>(StoreReads reads, byte[] prefix) where T : StateRow
    {
        byte[] from = prefix;
        while (true)
        {
            StatePage page = reads.ScanState(prefix, from, Batch);
            foreach (StoredRow row in page.Rows)
                yield return (T)StateRow.Decode(row.Key, row.Value)!;
            if (page.Next is not { } next) yield break;
            from = next.ToArray();
        }
    }

    /// <summary>
    /// One page of rows under a prefix; the token of the next, empty at the end. A page ends early rather
    /// than that one call searches the whole state.
    /// </summary>
    public static string Page<T>(
        ChainStore store, byte[] prefix, string token, uint pageSize, Func<T, bool> wanted, Action<T> add)
        where T : StateRow
    {
        using StoreSnapshot now = store.Snapshot();
        return Page(now.Reads, prefix, token, PageToken.Size(pageSize), wanted, add);
    }

    /// <summary>The same of one snapshot, with at most <paramref name="room"/> rows.</summary>
    public static string Page<T>(
        StoreReads reads, byte[] prefix, string token, int room, Func<T, bool> wanted, Action<T> add)
        where T : StateRow
    {
        int visits = LargestScan;
        byte[] from = token.Length == 0 ? prefix : PageToken.Key(token);
        if (!from.AsSpan().StartsWith(prefix)) throw ApiErrors.Invalid("page_token belongs to another list");
        while (true)
        {
            StatePage page = reads.ScanState(prefix, from, Batch);
            foreach (StoredRow row in page.Rows)
            {
                if (visits-- == 0) return PageToken.Of(row.Key);
                var typed = (T)StateRow.Decode(row.Key, row.Value)!;
                if (!wanted(typed)) continue;
                if (room-- == 0) return PageToken.Of(row.Key);
                add(typed);
            }
            if (page.Next is not { } next) return "";
            from = next.ToArray();
        }
    }
}
