namespace Chain.Tests.Simulation;

/// <summary>What is called of the build that has bugs; its tests are elsewhere.</summary>
public static class PlantedSweep
{
    /// <summary>Runs seeds with one bug, two at a time, until one fails.</summary>
    /// <param name="plant">The bug.</param>
    /// <param name="first">The first seed.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="scene">The mixes of faults: empty as drawn, else by name.</param>
    /// <returns>
    /// How many seeds it took, and what the checker said; null when none of so many failed.
    /// </returns>
    public static (int Seeds, string Failure)? Find(int plant, ulong first, int most, string scene)
    {
        int width = Environment.ProcessorCount;
        for (int done = 0; done < most; done += width)
        {
            var failures = new string?[width];
            Parallel.For(0, width, i =>
            {
                ulong seed = first + (ulong)(done + i);
                failures[i] = World.Run(seed, MixOf(seed, scene), plant: plant).Failure;
            });
            for (int i = 0; i < width; i++)
                if (failures[i] is { } failure) return (done + i + 1, failure);
        }
        return null;
    }

    /// <summary>As drawn, or what a bug needs that seldom matters.</summary>
    private static FaultMix MixOf(ulong seed, string scene) => scene switch
    {
        "" => Sweep.MixOf(seed),
        // A long chain, which a validator that lost its disk must get from others, one of whom lies.
        "sync" => Spared(7, seed) with
        {
            Crimes = [FaultKind.SyncLiar],
            LosesJournal = true,
            LatencyUs = 3_000,
            JitterUs = 1_000,
            LossPermille = 0,
            WorkEveryMs = 20,
            FaultyMs = 8_000,
        },
        "crashes" => Spared(4, seed) with
        {
            CrashEveryMs = 250,
            PartitionEveryMs = 1_000,
            JournalRecords = 12,
            WorkEveryMs = 60,
            FaultyMs = 20_000,
        },
        "rot" => Spared(4, seed) with { Crimes = [], DiskRots = true, WorkEveryMs = 100 },
        "unjustified" => Spared(4, seed) with
        {
            Crimes = [FaultKind.UnjustifiedParent],
            LossPermille = 0,
            CrashEveryMs = 0,
            PauseEveryMs = 0,
            WorkEveryMs = 100,
        },
        // A leader that proposes wrong blocks, amid starts after which some have to be remembered.
        "invalid" => Spared(4, seed) with
        {
            Crimes = [FaultKind.InvalidBlock],
            CrashEveryMs = 1_000,
            WorkEveryMs = 100,
            FaultyMs = 15_000,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(scene)),
    };

    /// <summary>As drawn for so many validators, none of which is lost or loses anything.</summary>
    private static FaultMix Spared(int validators, ulong seed) =>
        FaultMix.Draw(validators, new Prng(seed)) with
        {
            LosesJournal = false,
            OldBackup = false,
            DiskRots = false,
            Keyless = false,
            DeadForever = 0,
        };
}
