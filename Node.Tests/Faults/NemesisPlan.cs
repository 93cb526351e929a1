namespace Chain.Tests.Faults;

/// <summary>What the nemesis does, drawn from a seed: rounds of strikes that happen at once.</summary>
internal static class NemesisPlan
{
    private const int LongestWaitMs = 1_200;

    /// <param name="seed">The same seed, the same rounds.</param>
    /// <param name="nodes">Validators; at least two.</param>
    /// <returns>Rounds without end.</returns>
    public static IEnumerable<IReadOnlyList<Strike>> Rounds(int seed, int nodes)
    {
        var random = new Random(seed);
        while (true) yield return Round(random, nodes);
    }

    private static List<Strike> Round(Random random, int nodes)
    {
        int[] order = [.. Enumerable.Range(0, nodes)];
        random.Shuffle(order);
        int kind = random.Next(10);
        int kills = kind switch
        {
            < 5 => 1,
            < 7 => 2,
            < 8 => nodes - 1,
            _ => nodes,
        };
        var strikes = new List<Strike>();
        foreach (int node in order.Take(kills))
            strikes.Add(new Strike.Kill(
                random.Next(LongestWaitMs), node, random.Next(800),
                random.Next(2) == 0 ? random.Next(1_500) : null));
        // Most of those who die alone do so with nothing else out of order: how soon they are back is told
        // apart.
        if (kind < 3) return strikes;
        if (kills < nodes && random.Next(2) == 0)
            strikes.Add(new Strike.Freeze(random.Next(LongestWaitMs), order[^1], random.Next(100, 4_000)));
        for (int i = random.Next(5); i > 0; i--) strikes.Add(OnLink(random, nodes));
        return strikes;
    }

    private static Strike OnLink(Random random, int nodes)
    {
        int at = random.Next(LongestWaitMs), length = random.Next(300, 4_000);
        int from = random.Next(nodes), to = (from + random.Next(1, nodes)) % nodes;
        LinkFault? fault = random.Next(8) switch
        {
            0 => new LinkFault { DelayMs = random.Next(10, 300), JitterMs = random.Next(200) },
            1 => new LinkFault { LateMs = random.Next(50, 1_000) },
            2 => new LinkFault { BytesPerSecond = random.Next(2_000, 100_000) },
            3 => new LinkFault { MuteForth = true },
            4 => new LinkFault { MuteBack = true },
            5 => new LinkFault { MuteForth = true, MuteBack = true },
            6 => new LinkFault { Cut = true },
            _ => null,
        };
        return fault is null ? new Strike.Drop(at, from, to) : new Strike.Break(at, from, to, fault, length);
    }
}
