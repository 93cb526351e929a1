using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chain;

/// <summary>
/// SHA-256's compression (FIPS 180-4, 6.2.2) of 16 messages at once, one in each 32-bit lane of AVX-512.
/// </summary>
internal static class Sha256Lanes
{
    public const int Count = 16;
    public const int BlockBytes = 64;

    /// <summary>Words of a block, and of a schedule that is computed as it goes.</summary>
    private const int BlockWords = 16;

    private const int Rounds = 64, StateWords = 8;

    /// <summary>Schedule plus constants of the block that pads 64 bytes: always the same.</summary>
    private static readonly uint[] PairPadding = ScheduleOfPairPadding();

    public static bool IsSupported => Avx512BW.IsSupported;

    private static ReadOnlySpan<uint> Initial =>
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Hashes 16 padded messages of as many blocks each, one after the other.</summary>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> messages, Span<Hash32> digests)
    {
        Require.That(messages.Length % (Count * BlockBytes) == 0 && digests.Length == Count);
        int length = messages.Length / Count;
        Span<Vector512<uint>> state = stackalloc Vector512<uint>[StateWords];
        Span<Vector512<uint>> schedule = stackalloc Vector512<uint>[BlockWords];
        Start(state);
        for (int block = 0; block < length; block += BlockBytes)
        {
            for (int lane = 0; lane < Count; lane += 1)
                schedule[lane] = Load(messages[(lane * length + block)..]);
            Transpose(schedule);
            Compress(state, ref schedule[0], Constants, expands: true);
        }
        Store(state, schedule, digests);
    }

    /// <summary>Hashes 16 pairs.</summary>
    [SkipLocalsInit]
    public static void HashPairs(ReadOnlySpan<Hash32> pairs, Span<Hash32> digests)
    {
        Require.That(pairs.Length == 2 * Count && digests.Length == Count);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(pairs);
        Span<Vector512<uint>> state = stackalloc Vector512<uint>[StateWords];
        Span<Vector512<uint>> schedule = stackalloc Vector512<uint>[BlockWords];
        Start(state);
        for (int lane = 0; lane < Count; lane += 1) schedule[lane] = Load(bytes[(lane * BlockBytes)..]);
        Transpose(schedule);
        Compress(state, ref schedule[0], Constants, expands: true);
        Compress(state, ref schedule[0], PairPadding, expands: false);
        Store(state, schedule, digests);
    }

    private static void Start(Span<Vector512<uint>> state)
    {
        for (int i = 0; i < StateWords; i += 1) state[i] = Vector512.Create(Initial[i]);
    }

    /// <summary>16 big-endian words.</summary>
    private static Vector512<uint> Load(ReadOnlySpan<byte> block) =>
        Swap(Vector512.Create<byte>(block)).AsUInt32();

    private static void Store(
        ReadOnlySpan<Vector512<uint>> state, Span<Vector512<uint>> scratch, Span<Hash32> digests)
    {
        scratch.Clear();
        state.CopyTo(scratch);
        Transpose(scratch);
        for (int lane = 0; lane < Count; lane += 1)
            digests[lane] = Unsafe.BitCast<Vector256<byte>, Hash32>(
                Swap(scratch[lane].AsByte()).GetLower());
    }

    /// <summary>Turns the bytes of each word around.</summary>
    private static Vector512<byte> Swap(Vector512<byte> words) => Avx512BW.Shuffle(words,
        Vector512.Create(Vector256.Create(Vector128.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))));

    /// <summary>Word w of row l becomes word l of row w: pairs, fours, then quarters of a register.</summary>
    private static void Transpose(Span<Vector512<uint>> rows)
    {
        for (int i = 0; i < Count; i += 4)
        {
            Vector512<ulong> a = Avx512F.UnpackLow(rows[i], rows[i + 1]).AsUInt64();
            Vector512<ulong> b = Avx512F.UnpackHigh(rows[i], rows[i + 1]).AsUInt64();
            Vector512<ulong> c = Avx512F.UnpackLow(rows[i + 2], rows[i + 3]).AsUInt64();
            Vector512<ulong> d = Avx512F.UnpackHigh(rows[i + 2], rows[i + 3]).AsUInt64();
            rows[i] = Avx512F.UnpackLow(a, c).AsUInt32();
            rows[i + 1] = Avx512F.UnpackHigh(a, c).AsUInt32();
            rows[i + 2] = Avx512F.UnpackLow(b, d).AsUInt32();
            rows[i + 3] = Avx512F.UnpackHigh(b, d).AsUInt32();
        }
        const byte Even = 0x88, Odd = 0xdd; // quarters 0 and 2, or 1 and 3, of both operands
        for (int i = 0; i < 4; i += 1)
        {
            Vector512<uint> a = Avx512F.Shuffle4x128(rows[i], rows[4 + i], Even);
            Vector512<uint> b = Avx512F.Shuffle4x128(rows[i], rows[4 + i], Odd);
            Vector512<uint> c = Avx512F.Shuffle4x128(rows[8 + i], rows[12 + i], Even);
            Vector512<uint> d = Avx512F.Shuffle4x128(rows[8 + i], rows[12 + i], Odd);
            rows[i] = Avx512F.Shuffle4x128(a, c, Even);
            rows[8 + i] = Avx512F.Shuffle4x128(a, c, Odd);
            rows[4 + i] = Avx512F.Shuffle4x128(b, d, Even);
            rows[12 + i] = Avx512F.Shuffle4x128(b, d, Odd);
        }
    }

    /// <param name="expands">False: the constants hold the whole schedule already.</param>
    private static void Compress(Span<Vector512<uint>> state, ref Vector512<uint> schedule,
        ReadOnlySpan<uint> constants, bool expands)
    {
        Vector512<uint> a = state[0], b = state[1], c = state[2], d = state[3];
        Vector512<uint> e = state[4], f = state[5], g = state[6], h = state[7];
        ref uint constant = ref MemoryMarshal.GetReference(constants);
        for (int t = 0; t < Rounds; t += StateWords)
        {
            Round(a, b, c, ref d, e, f, g, ref h, Next(ref schedule, ref constant, t, expands));
            Round(h, a, b, ref c, d, e, f, ref g, Next(ref schedule, ref constant, t + 1, expands));
            Round(g, h, a, ref b, c, d, e, ref f, Next(ref schedule, ref constant, t + 2, expands));
            Round(f, g, h, ref a, b, c, d, ref e, Next(ref schedule, ref constant, t + 3, expands));
            Round(e, f, g, ref h, a, b, c, ref d, Next(ref schedule, ref constant, t + 4, expands));
            Round(d, e, f, ref g, h, a, b, ref c, Next(ref schedule, ref constant, t + 5, expands));
            Round(c, d, e, ref f, g, h, a, ref b, Next(ref schedule, ref constant, t + 6, expands));
            Round(b, c, d, ref e, f, g, h, ref a, Next(ref schedule, ref constant, t + 7, expands));
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    /// <summary>Word t of the schedule plus constant t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Next(
        ref Vector512<uint> schedule, ref uint constants, int t, bool expands)
    {
        if (!expands) return Vector512.Create(Unsafe.Add(ref constants, t));
        ref Vector512<uint> word = ref Unsafe.Add(ref schedule, t & 15);
        if (t >= BlockWords)
        {
            Vector512<uint> w15 = Unsafe.Add(ref schedule, (t + 1) & 15);
            Vector512<uint> w2 = Unsafe.Add(ref schedule, (t + 14) & 15);
            word += Unsafe.Add(ref schedule, (t + 9) & 15)
                + Xor(Avx512F.RotateRight(w15, 7), Avx512F.RotateRight(w15, 18), w15 >>> 3)
                + Xor(Avx512F.RotateRight(w2, 17), Avx512F.RotateRight(w2, 19), w2 >>> 10);
        }
        return word + Vector512.Create(Unsafe.Add(ref constants, t));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, ref Vector512<uint> d,
        Vector512<uint> e, Vector512<uint> f, Vector512<uint> g, ref Vector512<uint> h, Vector512<uint> next)
    {
        const byte Choose = 0xca, Majority = 0xe8; // truth tables of the three operands
        Vector512<uint> sum1 = Xor(
            Avx512F.RotateRight(e, 6), Avx512F.RotateRight(e, 11), Avx512F.RotateRight(e, 25));
        Vector512<uint> sum0 = Xor(
            Avx512F.RotateRight(a, 2), Avx512F.RotateRight(a, 13), Avx512F.RotateRight(a, 22));
        Vector512<uint> first = h + sum1 + Avx512F.TernaryLogic(e, f, g, Choose) + next;
        d += first;
        h = first + sum0 + Avx512F.TernaryLogic(a, b, c, Majority);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Xor(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c) =>
        Avx512F.TernaryLogic(a, b, c, 0x96);

    private static uint[] ScheduleOfPairPadding()
    {
        var words = new uint[Rounds];
        words[0] = 0x80000000;
        words[BlockWords - 1] = 8 * BlockBytes;
        for (int t = BlockWords; t < Rounds; t += 1)
        {
            uint w15 = words[t - 15], w2 = words[t - 2];
            uint a = BitOperations.RotateRight(w15, 7) ^ BitOperations.RotateRight(w15, 18) ^ (w15 >> 3);
            uint b = BitOperations.RotateRight(w2, 17) ^ BitOperations.RotateRight(w2, 19) ^ (w2 >> 10);
            words[t] = unchecked(words[t - 16] + a + words[t - 7] + b);
        }
        for (int t = 0; t < Rounds; t += 1) words[t] = unchecked(words[t] + Constants[t]);
        return words;
    }
}
