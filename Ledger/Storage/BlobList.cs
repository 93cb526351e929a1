using System.Buffers.Binary;

namespace Chain.Ledger.Storage;

/// <summary>A list of byte strings in one value: count 4 ‖ a length 4 for each ‖ the strings.</summary>
internal static class BlobList
{
    public static int SizeOf(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        int size = sizeof(uint) + items.Count * sizeof(uint);
        for (int i = 0; i < items.Count; i++) size += items[i].Length;
        return size;
    }

    public static void Encode(IReadOnlyList<ReadOnlyMemory<byte>> items, Span<byte> destination)
    {
        var writer = new FixedWriter(destination);
        writer.U32((uint)items.Count);
        for (int i = 0; i < items.Count; i++) writer.U32((uint)items[i].Length);
        for (int i = 0; i < items.Count; i++) writer.Bytes(items[i].Span);
        Require.That(writer.Written == destination.Length);
    }

    /// <returns>Slices of <paramref name="bytes"/>; null when they are not exactly one list.</returns>
    public static ReadOnlyMemory<byte>[]? Decode(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < sizeof(uint)) return null;
        uint count = BinaryPrimitives.ReadUInt32BigEndian(span);
        if (count > (uint)(span.Length / sizeof(uint) - 1)) return null;
        var items = new ReadOnlyMemory<byte>[count];
        long start = sizeof(uint) * (1 + (long)count);
        for (int i = 0; i < items.Length; i++)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(span[(sizeof(uint) * (1 + i))..]);
            if (start + length > span.Length) return null;
            items[i] = bytes.Slice((int)start, (int)length);
            start += length;
        }
        return start == span.Length ? items : null;
    }
}
