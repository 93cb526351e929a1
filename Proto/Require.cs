using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Chain;

/// <summary>
/// Our own bugs: always-on assertions. Bad data from outside is a value, never one of these.
/// </summary>
public static class Require
{
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        if (!condition) throw new BrokenInvariantException(what ?? "?");
    }
}

/// <summary>
/// An invariant of this program does not hold: the process must stop, its data must not be trusted.
/// </summary>
public sealed class BrokenInvariantException : Exception
{
    public BrokenInvariantException() { }
    public BrokenInvariantException(string message) : base($"broken invariant: {message}") { }
    public BrokenInvariantException(string message, Exception inner) : base(message, inner) { }
}
