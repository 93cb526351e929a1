namespace Chain.Node.Cli;

/// <summary>Reads lists page by page until there is no more, or as much as was asked for.</summary>
internal static class Paging
{
    private const uint PageSize = 500;

    /// <param name="limit">Most items to read; 0: all.</param>
    /// <param name="read">One page: size and token in, items and next token (empty at the end) out.</param>
    public static async Task<List<T>> ReadAsync<T>(
        uint limit, Func<uint, string, Task<(IEnumerable<T> Items, string Next)>> read)
    {
        var all = new List<T>();
        string token = "";
        do
        {
            uint wanted = limit == 0 ? PageSize : Math.Min(PageSize, limit - (uint)all.Count);
            (IEnumerable<T> items, string next) = await read(wanted, token);
            all.AddRange(items);
            token = next;
        }
        while (token.Length > 0 && (limit == 0 || all.Count < limit));
        if (limit > 0 && all.Count > limit) all.RemoveRange((int)limit, all.Count - (int)limit);
        return all;
    }
}
