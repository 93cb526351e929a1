using System.Globalization;

namespace Chain.Tests.Twins;

/// <summary>
/// What is enumerated. Each view has two stages: the offer (its PrePrepare and Prepares) and the decision
/// (its Commits, ViewChanges and certificates). Choices are, in each view, the partition of the offer, that
/// of the decision, who is slow, and whether timers fire before or after what the decision brings; at the
/// end, whether the twins fall silent when the network heals.
/// </summary>
/// <param name="Views">Views with faults, from the first.</param>
/// <param name="Groups">Most groups of a partition.</param>
/// <param name="Split">True when the decision has a partition of its own, false for the offer's.</param>
/// <param name="Slow">
/// True when in each view nobody or one instance hears all but the PrePrepare a stage later, if the
/// partition of that stage lets it.
/// </param>
public sealed record Bound(int Views, int Groups, bool Split, bool Slow)
{
    /// <summary>Stages, and the one choice after them.</summary>
    public int Levels => 2 * Views + 1;

    /// <summary>How many choices a level has, with so many instances and partitions of them.</summary>
    public int Choices(int level, int instances, int partitions) =>
        level == Levels - 1 ? 2
        : level % 2 == 0 ? partitions * (Slow ? instances + 1 : 1)
        : Split ? 2 * partitions : 2;

    /// <summary>As a scenario's code has it: 2x3 for two views and three groups, 2x3sl with both.</summary>
    public static Bound Parse(string code)
    {
        string[] parts = code.TrimEnd('s', 'l').Split('x');
        return new Bound(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            int.Parse(parts[1], CultureInfo.InvariantCulture), code.Contains('s'), code.Contains('l'));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Views}x{Groups}{(Split ? "s" : "")}{(Slow ? "l" : "")}");
}
