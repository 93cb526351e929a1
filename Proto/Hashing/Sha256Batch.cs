using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Chain;

/// <summary>
/// SHA-256 of many short messages. Where the CPU has AVX-512 they wait until 16 of one number of blocks are
/// there and go through <see cref="Sha256Lanes"/> together; elsewhere, and the last few, one by one.
/// </summary>
/// <param name="take">Given each digest, and the number its message came with; in any order.</param>
public sealed class Sha256Batch(Action<int, Hash32> take)
{
    private const int MostBlocks = 4;

    /// <summary>Bytes of padding: the mark and the length in bits.</summary>
    private const int LeastPadding = 1 + sizeof(ulong);

    /// <summary>Padded messages of one number of blocks.</summary>
    private sealed class Waiting(int blocks)
    {
        public readonly byte[] Bytes = new byte[blocks * Sha256Lanes.BlockBytes * Sha256Lanes.Count];
        public readonly int[] Numbers = new int[Sha256Lanes.Count];
        public int Messages;
    }

    private readonly Waiting[] waiting = [.. Enumerable.Range(1, MostBlocks).Select(n => new Waiting(n))];

    public void Add(ReadOnlySpan<byte> message, int number)
    {
        int blocks = (message.Length + LeastPadding + Sha256Lanes.BlockBytes - 1) / Sha256Lanes.BlockBytes;
        if (!Sha256Lanes.IsSupported || blocks > MostBlocks)
        {
            take(number, Sha256.Hash(message));
            return;
        }
        Waiting group = waiting[blocks - 1];
        int lane = group.Messages;
        group.Numbers[lane] = number;
        group.Messages += 1;
        int length = blocks * Sha256Lanes.BlockBytes;
        Pad(message, group.Bytes.AsSpan(lane * length, length));
        if (group.Messages == Sha256Lanes.Count) Run(group);
    }

    /// <summary>Hashes what still waits.</summary>
    public void Finish()
    {
        foreach (Waiting group in waiting)
            if (group.Messages > 0) Run(group);
    }

    private static void Pad(ReadOnlySpan<byte> message, Span<byte> padded)
    {
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        padded[(message.Length + 1)..].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(padded[^sizeof(ulong)..], 8 * (ulong)message.Length);
    }

    [SkipLocalsInit]
    private void Run(Waiting group)
    {
        Span<Hash32> digests = stackalloc Hash32[Sha256Lanes.Count];
        Sha256Lanes.Hash(group.Bytes, digests);
        for (int lane = 0; lane < group.Messages; lane += 1) take(group.Numbers[lane], digests[lane]);
        group.Messages = 0;
    }
}
