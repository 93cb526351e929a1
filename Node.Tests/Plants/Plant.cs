namespace Chain.Tests.Plants;

/// <summary>A replacement of source text. It must be found exactly once.</summary>
/// <param name="File">From the root of the sources.</param>
/// <param name="Original">As it stands there.</param>
/// <param name="Planted">
/// What takes its place: PLANTED is true in runs with the bug, false in all others, which must do what the
/// original does.
/// </param>
internal sealed record Edit(string File, string Original, string Planted);

/// <summary>A bug of the product, put there to see that the simulator finds it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="What">In a few words.</param>
/// <param name="Finding">What the checker that finds it says: a regular expression.</param>
/// <param name="Edits">Where it stands.</param>
internal sealed record Plant(int Number, string What, string Finding, params Edit[] Edits)
{
    /// <summary>
    /// The mixes of faults in which it is looked for, by name; empty: as any seed draws them.
    /// </summary>
    public string Scene { get; init; } = "";

    public override string ToString() => $"{Number}: {What}";
}
