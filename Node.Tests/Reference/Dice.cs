namespace Chain.Tests.Reference;

/// <summary>Choices from one seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>0 to below.</summary>
    public int Below(int most) => random.Next(most);

    /// <summary>least to most.</summary>
    public ulong Between(ulong least, ulong most) =>
        least + (ulong)random.NextInt64((long)(most - least + 1));

    public bool OneIn(int many) => random.Next(many) == 0;

    public T Pick<T>(params IReadOnlyList<T> some) => some[random.Next(some.Count)];

    public ulong Number(params ulong[] some) => some[random.Next(some.Length)];

    /// <summary>null where there is nothing to choose from.</summary>
    public T? PickAny<T>(IEnumerable<T> some) where T : class
    {
        T[] all = [.. some];
        return all.Length == 0 ? null : all[random.Next(all.Length)];
    }
}
