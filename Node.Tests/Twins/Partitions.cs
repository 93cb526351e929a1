namespace Chain.Tests.Twins;

/// <summary>
/// All ways to split the instances into groups that hear only themselves; the first is one group of all.
/// </summary>
public sealed class Partitions
{
    private readonly List<int[]> all = [];

    /// <param name="instances">Number of instances.</param>
    /// <param name="groups">At most so many groups.</param>
    public Partitions(int instances, int groups) => Extend(new int[instances], 0, 0, groups);

    public int Count => all.Count;

    /// <summary>The group of each instance.</summary>
    public IReadOnlyList<int> this[int index] => all[index];

    /// <summary>Restricted growth: a new group has the next number, so that no split comes twice.</summary>
    private void Extend(int[] groupOf, int next, int used, int groups)
    {
        if (next == groupOf.Length)
        {
            all.Add([.. groupOf]);
            return;
        }
        for (int group = 0; group < Math.Min(used + 1, groups); group++)
        {
            groupOf[next] = group;
            Extend(groupOf, next + 1, Math.Max(used, group + 1), groups);
        }
    }
}
