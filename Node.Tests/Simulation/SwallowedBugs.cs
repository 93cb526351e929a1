using System.Runtime.ExceptionServices;

namespace Chain.Tests.Simulation;

/// <summary>
/// Broken invariants of this thread's run, wherever they are caught: work in the background would keep
/// them in a task that nobody looks at.
/// </summary>
internal sealed class SwallowedBugs : IDisposable
{
    [ThreadStatic]
    private static SwallowedBugs? current;

    static SwallowedBugs() => AppDomain.CurrentDomain.FirstChanceException += Notice;

    public SwallowedBugs() => current = this;

    /// <summary>Null while there was none.</summary>
    public string? First { get; private set; }

    public void Dispose() => current = null;

    /// <summary>True while code of a criminal runs on this thread: its core's findings are none.</summary>
    [field: ThreadStatic]
    public static bool Ignored { get; set; }

    private static void Notice(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (!Ignored && thrown.Exception is BrokenInvariantException error && current is { First: null } bugs)
            bugs.First = $"swallowed {error.Message} {error.StackTrace}";
    }
}
