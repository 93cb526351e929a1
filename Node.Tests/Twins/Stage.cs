namespace Chain.Tests.Twins;

/// <summary>What the choices up to a level mean for the stage of that level.</summary>
/// <param name="View">The view that it belongs to.</param>
/// <param name="IsOffer">False for a decision.</param>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Slow">The slow instance, below 0 for none.</param>
/// <param name="Early">True when timers fire before the decision's messages come.</param>
public readonly record struct Stage(int View, bool IsOffer, int Partition, int Slow, bool Early)
{
    public static Stage Of(Bound bound, int partitions, int level, IReadOnlyList<int> choices)
    {
        bool isOffer = level % 2 == 0;
        int offer = choices[isOffer ? level : level - 1];
        int partition = offer % partitions;
        bool early = false;
        if (!isOffer)
        {
            early = choices[level] % 2 == 1;
            if (bound.Split) partition = choices[level] / 2;
        }
        return new Stage(level / 2 + 1, isOffer, partition, offer / partitions - 1, early);
    }
}
