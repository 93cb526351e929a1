namespace Chain.Tests.Simulation;

/// <summary>What is called of the build that has bugs; its tests are elsewhere.</summary>
public static class PlantedSweep
{
    /// <summary>Runs seeds with one bug, two at a time, until one fails.</summary>
    /// <returns>How many seeds it took, and what the checker said; null when none of so many failed.</returns>
    public static (int Seeds, string Failure)? Find(int plant, ulong first, int most)
    {
        int width = Environment.ProcessorCount;
        for (int done = 0; done < most; done += width)
        {
            var failures = new string?[width];
            Parallel.For(0, width, i =>
            {
                ulong seed = first + (ulong)(done + i);
                failures[i] = World.Run(seed, Sweep.MixOf(seed), plant: plant).Failure;
            });
            for (int i = 0; i < width; i++)
                if (failures[i] is { } failure) return (done + i + 1, failure);
        }
        return null;
    }
}
