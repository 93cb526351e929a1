using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>
/// Goes through all scenarios of a bound, depth first. The replicas cannot be copied, so each run begins at
/// the start; but when every instance has heard exactly what it heard in an earlier run, at the same times,
/// and the same is under way, then all that follows is what followed there (C-58): such a run ends, and the
/// scenarios that go on from it are settled. Nothing else is left out: no symmetry is used.
/// </summary>
public sealed class Search
{
    private readonly Bound bound;
    private readonly IReadOnlyList<int> twins;
    private readonly Plant plant;
    private readonly Genesis genesis = new();
    private readonly Partitions partitions;
    private readonly HashSet<(ulong, ulong)>[] seen;
    private readonly int[] path;

    public Search(Bound bound, IReadOnlyList<int> twins, Plant plant = Plant.None)
    {
        (this.bound, this.twins, this.plant) = (bound, twins, plant);
        partitions = new Partitions(Genesis.Validators + twins.Count, bound.Groups);
        path = new int[bound.Levels];
        seen = [.. path.Select(_ => new HashSet<(ulong, ulong)>())];
    }

    /// <summary>Scenarios of the bound that are settled.</summary>
    public long Scenarios { get; private set; }

    /// <summary>Runs from the start, until healed or until nothing new could come.</summary>
    public long Runs { get; private set; }

    /// <summary>Runs that went on until the healed network had committed.</summary>
    public long Healed { get; private set; }

    /// <summary>What was violated, and in which scenario; null for nothing.</summary>
    public (string What, Scenario Where)? Failure { get; private set; }

    /// <summary>Until the end or the first failure.</summary>
    /// <param name="wanted">Failures without these words are passed over.</param>
    public Search Run(string wanted = "")
    {
        int changed = 0;
        while (changed >= 0 && Failure is null)
        {
            int reached = RunFrom(changed, wanted);
            changed = Next(reached);
        }
        return this;
    }

    /// <summary>Runs the path, of which the levels before this one were run before.</summary>
    /// <returns>The level at which nothing new came, or the last.</returns>
    private int RunFrom(int changed, string wanted)
    {
        Runs++;
        int level = 0;
        try
        {
            var world = new World(genesis, bound, partitions, twins, plant);
            for (; level < bound.Levels; level++)
            {
                world.Apply(level, path);
                if (level == bound.Levels - 1 || level < changed || seen[level].Add(world.State)) continue;
                Scenarios += Below(level);
                return level;
            }
            Healed++;
            Scenarios++;
            return bound.Levels - 1;
        }
        catch (SafetyViolationException violation)
        {
            bool found = violation.Message.Contains(wanted, StringComparison.Ordinal);
            Scenarios += found ? 1 : Below(level);
            if (found) Failure = (violation.Message, new Scenario(twins, bound, [.. path.Take(level + 1)]));
            return level;
        }
    }

    /// <returns>The level that changed; below 0 when all paths were taken.</returns>
    private int Next(int level)
    {
        Array.Clear(path, level + 1, path.Length - level - 1);
        while (level >= 0 && path[level] + 1 == Choices(level)) path[level--] = 0;
        if (level >= 0) path[level]++;
        return level;
    }

    private int Choices(int level) =>
        bound.Choices(level, Genesis.Validators + twins.Count, partitions.Count);

    /// <summary>Scenarios that share the choices up to and with this level.</summary>
    private long Below(int level)
    {
        long count = 1;
        for (int next = level + 1; next < bound.Levels; next++) count *= Choices(next);
        return count;
    }
}
