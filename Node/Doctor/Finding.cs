namespace Chain.Node.Doctor;

/// <summary>What a check says of the thing that it looked at.</summary>
internal enum Verdict
{
    Sound,

    /// <summary>It is not as it should be, and the next start mends it by itself.</summary>
    Mends,

    /// <summary>The operator must do something.</summary>
    Fault,

    /// <summary>It could not be looked at because of a fault above.</summary>
    Skipped,
}

/// <summary>What an operator does about a fault, from the least to the most.</summary>
internal enum Remedy
{
    None = 0,

    /// <summary>Said by the finding itself: a file, a key, a permission, space.</summary>
    Own,

    /// <summary>The node starts and does not vote until it is told to rejoin.</summary>
    Rejoin,

    /// <summary>The rows of the state are made again from the blocks.</summary>
    RebuildState,

    /// <summary>Nothing here may be trusted: all of it comes from the others again.</summary>
    Resync,
}

/// <summary>One line of the doctor.</summary>
/// <param name="Check">What was looked at, in a word.</param>
/// <param name="Found">What was found, one sentence.</param>
/// <param name="AtStart">What a start would do by itself; empty where there is nothing to say.</param>
/// <param name="Remedy">What the operator does.</param>
/// <param name="Type">The operator's part where it is <see cref="Doctor.Remedy.Own"/>.</param>
internal sealed record Finding(
    string Check, Verdict Verdict, string Found, string AtStart = "", Remedy Remedy = Remedy.None,
    string Type = "")
{
    public static Finding Sound(string check, string found) => new(check, Verdict.Sound, found);

    public static Finding Skipped(string check, string because) => new(check, Verdict.Skipped, because);

    public static Finding Mends(string check, string found, string atStart) =>
        new(check, Verdict.Mends, found, atStart);

    public static Finding Fault(string check, string found, string atStart, Remedy remedy) =>
        new(check, Verdict.Fault, found, atStart, remedy);

    /// <summary>A fault that only its own sentence mends.</summary>
    public static Finding Fault(string check, string found, string atStart, string type) =>
        new(check, Verdict.Fault, found, atStart, Remedy.Own, type);
}
