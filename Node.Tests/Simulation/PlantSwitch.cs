namespace Chain.Tests.Simulation;

/// <summary>
/// Turns a planted bug on for the runs of this thread. This build has none; the one that
/// <see cref="Plants.PlantedBuild"/> makes has them all, and another body here.
/// </summary>
internal static class PlantSwitch
{
    public static void Set(int plant) => Require.That(plant == 0);
}
