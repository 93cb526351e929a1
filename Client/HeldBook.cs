using Chain.Wire;
using Grpc.Core;

namespace Chain.Client;

/// <summary>
/// A book's best levels as the updates of <see cref="ChainClient.WatchBookAsync"/> make them. For one reader.
/// </summary>
public sealed class HeldBook
{
    private readonly SortedDictionary<ulong, Level> bids =
        new(Comparer<ulong>.Create((x, y) => y.CompareTo(x)));
    private readonly SortedDictionary<ulong, Level> asks = [];
    private bool started;

    /// <summary>The book is that after this block.</summary>
    public ulong Height { get; private set; }

    /// <summary>Best first.</summary>
    public IEnumerable<Level> Bids => bids.Values;

    /// <summary>Best first.</summary>
    public IEnumerable<Level> Asks => asks.Values;

    /// <exception cref="RpcException">DATA_LOSS: the update does not follow what is held.</exception>
    public void Apply(BookUpdate update)
    {
        if (update.Snapshot)
        {
            bids.Clear();
            asks.Clear();
            started = true;
        }
        else if (!started || update.BaseHeight != Height)
            throw new RpcException(new Status(
                StatusCode.DataLoss, $"an update of the book after {update.BaseHeight}, held is {Height}"));
        Put(bids, update.Bids);
        Put(asks, update.Asks);
        Height = update.Height;
    }

    private static void Put(SortedDictionary<ulong, Level> side, IEnumerable<Level> levels)
    {
        foreach (Level level in levels)
        {
            if (level.Lots == 0) side.Remove(level.Price);
            else side[level.Price] = level;
        }
    }
}
