using System.Globalization;

namespace Chain.Tests.Simulation;

internal enum TraceKind
{
    Start,
    Crash,
    Pause,
    Message,
    Fault,
    Phase,
}

/// <summary>
/// What happened, in order: always as one running hash, as text only when a run is replayed.
/// </summary>
internal sealed class Trace(bool verbose, World world)
{
    private readonly List<string> lines = [];

    public ulong Hash { get; private set; } = 0x5EED;

    public IReadOnlyList<string> Lines => lines;

    /// <summary>Whether text is kept.</summary>
    public bool Verbose => verbose;

    /// <summary>For people only.</summary>
    public void Say(SimNode node, string text)
    {
        if (verbose) lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{world.Time.NowUs / 1_000.0,10:F1} v{node.Number} v{node.View} h{node.Height} {text}"));
    }

    public void Note(long timeUs, int node, TraceKind kind, ulong first, ulong second)
    {
        Fold((ulong)timeUs);
        Fold(((ulong)(uint)node << 8) | (ulong)kind);
        Fold(first);
        Fold(second);
        if (verbose && kind != TraceKind.Message) lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{timeUs / 1_000.0,10:F1} v{node} {kind} {first} {second}"));
    }

    private void Fold(ulong word)
    {
        ulong state = Hash ^ word;
        Hash = Prng.Mix(ref state);
    }
}
