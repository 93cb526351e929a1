using NUnit.Framework;

namespace Chain.Tests.Plants;

/// <summary>
/// Each bug that is planted in the product must be found by the simulator, by the checker that is there
/// for it.
/// </summary>
public class PlantTests
{
    private const int Most = 400;
    private const ulong FirstSeed = 1;

    [TestCaseSource(typeof(PlantCatalog), nameof(PlantCatalog.All))]
    public void A_planted_bug_is_found(object bug)
    {
        var plant = (Plant)bug;
        (int Seeds, string Failure)? found = PlantedBuild.Find(plant.Number, FirstSeed, Most, plant.Scene);
        Assert.That(found, Is.Not.Null, "nobody noticed");
        (int seeds, string failure) = found!.Value;
        TestContext.Out.WriteLine($"found after {seeds} seeds: {failure.Split('\n')[0]}");
        Assert.That(failure, Does.Match(plant.Finding));
    }

    [Test]
    public void The_planted_build_is_sound_while_no_bug_is_on() =>
        Assert.That(PlantedBuild.Find(0, FirstSeed, 40), Is.Null);
}
