using System.Globalization;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>One of all: who is twinned, and the choice taken at each level.</summary>
public sealed record Scenario(IReadOnlyList<int> Twins, Bound Bound, IReadOnlyList<int> Choices)
{
    /// <summary>As CHAIN_TWINS_REPLAY takes it.</summary>
    public string Code => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join('+', Twins)}/{Bound}/{string.Join('.', Choices)}");

    /// <summary>Reads <see cref="Code"/> back.</summary>
    public static Scenario Parse(string code)
    {
        string[] parts = code.Split('/');
        return new Scenario(Numbers(parts[0], '+'), Bound.Parse(parts[1]), Numbers(parts[2], '.'));
    }

    /// <summary>Runs it alone.</summary>
    /// <returns>What was violated, null for nothing.</returns>
    public string? Run(Log? log = null, Plant plant = Plant.None)
    {
        var partitions = new Partitions(Genesis.Validators + Twins.Count, Bound.Groups);
        try
        {
            var world = new World(new Genesis(), Bound, partitions, Twins, plant, log);
            for (int level = 0; level < Choices.Count; level++)
            {
                log?.Stage(Line(level, partitions, Names.Of(Twins)));
                world.Apply(level, Choices);
            }
            return null;
        }
        catch (SafetyViolationException violation)
        {
            return violation.Message;
        }
    }

    /// <summary>A violation, where it happened, and how to see it again.</summary>
    public string Report(string failure) => $"{failure}\n{Text}\nreplay: CHAIN_TWINS_REPLAY={Code}";

    /// <summary>For people: every stage in a line.</summary>
    public string Text
    {
        get
        {
            var names = Names.Of(Twins);
            var partitions = new Partitions(names.Count, Bound.Groups);
            return string.Join('\n', Enumerable.Range(0, Choices.Count)
                .Select(level => Line(level, partitions, names))
                .Prepend($"scenario {Code}, twins {string.Join(", ", Twins)}"));
        }
    }

    private string Line(int level, Partitions partitions, IReadOnlyList<string> names)
    {
        if (level == Bound.Levels - 1)
            return $"  healed, twins {(Choices[level] == 0 ? "go on" : "are silent")}";
        var stage = Stage.Of(Bound, partitions.Count, level, Choices);
        string slow = stage.Slow < 0 ? "" : $", {names[stage.Slow]} slow";
        string timers = stage.IsOffer ? "" : stage.Early ? ", timers early" : ", timers late";
        return $"  view {stage.View} {(stage.IsOffer ? "offer   " : "decision")} "
            + Groups(partitions[stage.Partition], names) + slow + timers;
    }

    private static string Groups(IReadOnlyList<int> groupOf, IReadOnlyList<string> names) =>
        string.Join(" | ", Enumerable.Range(0, groupOf.Max() + 1).Select(group =>
            string.Join(' ', names.Where((_, instance) => groupOf[instance] == group))));

    private static int[] Numbers(string text, char separator) =>
        [.. text.Split(separator).Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
}

/// <summary>Instances by name: 0 to 3, then the second copy of each twin, as 1'.</summary>
public static class Names
{
    public static IReadOnlyList<string> Of(IReadOnlyList<int> twins) =>
        [.. Enumerable.Range(0, Genesis.Validators).Concat(twins).Select((number, instance) =>
            number.ToString(CultureInfo.InvariantCulture) + (instance < Genesis.Validators ? "" : "'"))];
}
