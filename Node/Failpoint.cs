using System.Diagnostics;
using System.Globalization;
using Chain.Node.Cli.Nodes;

namespace Chain.Node;

/// <summary>Where a crash leaves the most behind that is half done.</summary>
internal enum Place
{
    /// <summary>Data opened and checked, nothing started.</summary>
    Opened = 1,

    /// <summary>A turn's votes are decided, and nothing of them is written.</summary>
    BeforeJournalSync,

    /// <summary>They are on the disk, and this process does not know it yet.</summary>
    AfterJournalSync,

    /// <summary>The turn is durable, and nobody has heard of it.</summary>
    BeforeMessages,

    /// <summary>Some of the turn's messages and commits went, others did not.</summary>
    AmidMessages,

    /// <summary>Final blocks are executed and not stored.</summary>
    BeforeCommit,

    /// <summary>They are stored, and no client has its receipt.</summary>
    AfterCommit,

    /// <summary>A commit is about to rewrite the journal.</summary>
    BeforeCompaction,

    /// <summary>The journal is rewritten.</summary>
    AfterCompaction,

    /// <summary>Committed blocks were fetched and checked, and the core has not heard of them.</summary>
    BeforeHandOver,

    /// <summary>The core has them in its queue.</summary>
    AfterHandOver,
}

/// <summary>
/// Debug builds die by SIGKILL at the place that <c>CHAIN_FAILPOINT=place[:count]</c> names, when it is
/// reached for the count-th time. In a release nothing of it is called.
/// </summary>
internal static class Failpoint
{
    public const string Variable = "CHAIN_FAILPOINT";

    private static readonly string[] Wanted =
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split(':');

    private static int left = Wanted.Length > 1 ? int.Parse(Wanted[1], CultureInfo.InvariantCulture) : 1;

    [Conditional("DEBUG")]
    public static void Reach(Place place)
    {
        if (Wanted[0] != place.ToString() || Interlocked.Decrement(ref left) != 0) return;
        Posix.Signal(Environment.ProcessId, Posix.Kill);
    }
}
