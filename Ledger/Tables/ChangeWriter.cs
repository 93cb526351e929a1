namespace Chain.Ledger.Tables;

/// <summary>
/// Collects encoded rows in one buffer; the memory handed out is made when all of it is written.
/// </summary>
internal sealed class ChangeWriter
{
    /// <summary>More than the longest key or value of any row.</summary>
    private const int LongestPart = 1024;

    private const int Absent = -1;

    private readonly record struct Range(int Start, int Key, int Before, int After);

    private readonly List<Range> ranges = [];
    private byte[] buffer = new byte[1 << 14];
    private int used;
    private Range current;

    public enum Part { Key, Before, After }

    public void Begin() => current = new Range(used, 0, Absent, Absent);

    /// <summary>
    /// A writer for the next part; parts come in the order of <see cref="Part"/>, some may be left out.
    /// </summary>
    public FixedWriter Open()
    {
        if (buffer.Length - used < LongestPart) Array.Resize(ref buffer, 2 * buffer.Length);
        return new FixedWriter(buffer.AsSpan(used));
    }

    public void Close(Part part, int written)
    {
        Require.That(written <= LongestPart);
        used += written;
        current = part switch
        {
            Part.Key => current with { Key = written },
            Part.Before => current with { Before = written },
            Part.After => current with { After = written },
            _ => throw new BrokenInvariantException("unknown part of a change"),
        };
    }

    /// <summary>Keeps the row just written, unless it is what it was.</summary>
    public void End()
    {
        ReadOnlySpan<byte> values = buffer.AsSpan(current.Start
            + current.Key, used - current.Start - current.Key);
        bool unchanged = current.Before != Absent && current.Before == current.After
            && values[..current.Before].SequenceEqual(values[current.Before..]);
        if (unchanged) used = current.Start;
        else ranges.Add(current);
    }

    public StateChange[] ToArray()
    {
        var changes = new StateChange[ranges.Count];
        for (int i = 0; i < changes.Length; i += 1)
        {
            Range range = ranges[i];
            int before = range.Start + range.Key;
            int after = before + Math.Max(range.Before, 0);
            changes[i] = new StateChange(
                buffer.AsMemory(range.Start, range.Key),
                Value(before, range.Before),
                Value(after, range.After));
        }
        return changes;
    }

    private ReadOnlyMemory<byte>? Value(int start, int length)
    {
        if (length == Absent) return null;
        return buffer.AsMemory(start, length);
    }
}
