using System.Globalization;

namespace Chain.Tests.Simulation;

public enum TraceKind
{
    Start,
    Crash,
    Pause,
    Input,
    Effect,
    Fault,
    Phase,
}

/// <summary>
/// What happened, in order: always as one running hash, as text only when a run is replayed.
/// </summary>
public sealed class Trace(bool verbose)
{
    private readonly List<string> lines = [];

    public ulong Hash { get; private set; } = 0x5EED;

    public IReadOnlyList<string> Lines => lines;

    public void Note(long timeUs, int node, TraceKind kind, ulong first, ulong second, object? what = null)
    {
        ulong subject = what is null ? 0 : Describe.Fingerprint(what);
        Fold((ulong)timeUs);
        Fold(((ulong)(uint)node << 8) | (ulong)kind);
        Fold(first);
        Fold(second);
        Fold(subject);
        if (!verbose) return;
        string text = what is null ? "" : Describe.Text(what);
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{timeUs / 1_000.0,10:F1} n{node} {kind,-6} {first,4} {second,4} {text}"));
    }

    private void Fold(ulong word)
    {
        ulong state = Hash ^ word;
        Hash = Prng.Mix(ref state);
    }
}
