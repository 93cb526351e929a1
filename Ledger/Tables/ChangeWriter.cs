namespace Chain.Ledger.Tables;

/// <summary>
/// Collects encoded rows. They lie in buffers that are made as they fill and handed out as they are:
/// nothing is copied, and no buffer is so large that it would outlive its block in the large heap.
/// </summary>
internal sealed class ChangeWriter
{
    /// <summary>More than the longest key or value of any row.</summary>
    private const int LongestPart = 4096;

    private const int PartsOfRow = 3, BufferBytes = 1 << 17;
    private const int Absent = -1;

    private readonly record struct Range(int Start, int Key, int Before, int After);

    private readonly List<StateChange> changes = [];
    private byte[] buffer = [];
    private int used;
    private Range current;

    /// <summary>Changes that wait to be taken.</summary>
    public int Count => changes.Count;

    public enum Part { Key, Before, After }

    public void Begin()
    {
        if (buffer.Length - used < PartsOfRow * LongestPart)
        {
            buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
            used = 0;
        }
        current = new Range(used, 0, Absent, Absent);
    }

    /// <summary>
    /// A writer for the next part; parts come in the order of <see cref="Part"/>, some may be left out.
    /// </summary>
    public FixedWriter Open() => new(buffer.AsSpan(used));

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
        if (unchanged)
        {
            used = current.Start;
            return;
        }
        int before = current.Start + current.Key;
        int after = before + Math.Max(current.Before, 0);
        changes.Add(new StateChange(
            buffer.AsMemory(current.Start, current.Key),
            Value(before, current.Before),
            Value(after, current.After)));
    }

    /// <summary>Hands out what there is; the next rows are others.</summary>
    public StateChange[] Take()
    {
        StateChange[] taken = [.. changes];
        changes.Clear();
        return taken;
    }

    private ReadOnlyMemory<byte>? Value(int start, int length)
    {
        if (length == Absent) return null;
        return buffer.AsMemory(start, length);
    }
}
