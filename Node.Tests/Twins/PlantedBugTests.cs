using NUnit.Framework;

namespace Chain.Tests.Twins;

/// <summary>
/// Each bug that the harness plants must be found by going through the scenarios of a small bound; that its
/// own rule is broken does not count, only what comes of it.
/// </summary>
public class PlantedBugTests
{
    [TestCase(Plant.JustificationUnchecked, "1x2l", "FORK")]
    [TestCase(Plant.FewPrepares, "1x2l", "HALT: view 1 has two certified blocks")]
    [TestCase(Plant.FewCommits, "1x2sl", "FORK")]
    [TestCase(Plant.FewViewChanges, "2x2l", "FORK")]
    [TestCase(Plant.CommitAfterViewChange, "1x2sl", "FORK")]
    [TestCase(Plant.ViewChangeAfterCommit, "2x2l", "FORK")]
    [TestCase(Plant.TimersLost, "1x2l", "NO PROGRESS")]
    [TestCase(Plant.CommitsSwallowed, "1x2l", "NO PROGRESS")]
    public void A_planted_bug_is_found(Plant plant, string bound, string finding)
    {
        var searches = new List<Search>();
        for (int twin = 0; twin < Genesis.Validators; twin++)
        {
            searches.Add(new Search(Bound.Parse(bound), [twin], plant).Run(finding));
            if (searches[^1].Failure is not null) break;
        }
        Tell(plant.ToString(), searches);
        Assert.That(searches[^1].Failure, Is.Not.Null, finding);
    }

    [TestCase(0, 1)]
    [TestCase(1, 2)]
    [TestCase(2, 3)]
    public void Two_pairs_of_twins_are_more_than_f_and_fork(int one, int other)
    {
        Search search = new Search(Bound.Parse("2x2"), [one, other]).Run("FORK");
        Tell($"twins {one} and {other}", [search]);
        Assert.That(search.Failure, Is.Not.Null);
    }

    private static void Tell(string what, IReadOnlyList<Search> searches)
    {
        TestContext.Out.WriteLine($"{what}: {searches.Sum(search => search.Scenarios):N0} scenarios, "
            + $"{searches.Sum(search => search.Runs):N0} runs until found");
        if (searches[^1].Failure is var (found, where)) TestContext.Out.WriteLine(where.Report(found));
    }
}
