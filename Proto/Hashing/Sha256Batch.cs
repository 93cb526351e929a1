using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Messages of one number of blocks, spread over the lanes as they come.</summary>
    private sealed class Waiting(int blocks)
    {
        public readonly uint[] Words = new uint[blocks * Sha256Lanes.BlockWords * Sha256Lanes.Count];
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
        Spread(message, blocks, group.Words.AsSpan(lane));
        if (group.Messages == Sha256Lanes.Count) Run(group);
    }

    /// <summary>Hashes what still waits.</summary>
    public void Finish()
    {
        foreach (Waiting group in waiting)
            if (group.Messages > 0) Run(group);
    }

    /// <summary>The padded message's words into one lane.</summary>
    [SkipLocalsInit]
    private static void Spread(ReadOnlySpan<byte> message, int blocks, Span<uint> lane)
    {
        Span<byte> end = stackalloc byte[2 * Sha256Lanes.BlockBytes];
        int whole = message.Length / Sha256Lanes.BlockBytes * Sha256Lanes.BlockBytes;
        end = end[..(blocks * Sha256Lanes.BlockBytes - whole)];
        int rest = message.Length - whole;
        message[whole..].CopyTo(end);
        end[rest] = 0x80;
        end[(rest + 1)..].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(end[^sizeof(ulong)..], 8 * (ulong)message.Length);
        SpreadWords(message[..whole], lane);
        SpreadWords(end, lane[(whole / sizeof(uint) * Sha256Lanes.Count)..]);
    }

    private static void SpreadWords(ReadOnlySpan<byte> bytes, Span<uint> lane)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        ref uint to = ref MemoryMarshal.GetReference(lane);
        for (int i = 0; i < words.Length; i += 1)
            Unsafe.Add(ref to, i * Sha256Lanes.Count) = BinaryPrimitives.ReverseEndianness(words[i]);
    }

    [SkipLocalsInit]
    private void Run(Waiting group)
    {
        const int DigestWords = Sha256.DigestSize / sizeof(uint);
        Span<uint> digests = stackalloc uint[DigestWords * Sha256Lanes.Count];
        Span<uint> digest = stackalloc uint[DigestWords];
        Sha256Lanes.Hash(group.Words, digests);
        for (int lane = 0; lane < group.Messages; lane += 1)
        {
            for (int i = 0; i < DigestWords; i += 1)
                digest[i] = BinaryPrimitives.ReverseEndianness(digests[i * Sha256Lanes.Count + lane]);
            take(group.Numbers[lane], MemoryMarshal.Read<Hash32>(MemoryMarshal.AsBytes(digest)));
        }
        group.Messages = 0;
    }
}
