using System.Runtime.CompilerServices;
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
    public const int BlockWords = 16;

    private const int Rounds = 64, StateWords = 8;

    public static bool IsSupported => Avx512F.IsSupported;

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

    /// <summary>Hashes padded messages of as many blocks each.</summary>
    /// <param name="words">
    /// Word w of block b of lane l, in the machine's order, at [(b · 16 + w) · 16 + l]. Overwritten.
    /// </param>
    /// <param name="digests">Word w of lane l at [w · 16 + l].</param>
    public static void Hash(Span<uint> words, Span<uint> digests)
    {
        Span<Vector512<uint>> state = stackalloc Vector512<uint>[StateWords];
        for (int i = 0; i < StateWords; i += 1) state[i] = Vector512.Create(Initial[i]);
        for (int block = 0; block < words.Length; block += BlockWords * Count)
            Compress(state, ref Unsafe.As<uint, Vector512<uint>>(ref words[block]));
        for (int i = 0; i < StateWords; i += 1) state[i].CopyTo(digests[(i * Count)..]);
    }

    private static void Compress(Span<Vector512<uint>> state, ref Vector512<uint> schedule)
    {
        Vector512<uint> a = state[0], b = state[1], c = state[2], d = state[3];
        Vector512<uint> e = state[4], f = state[5], g = state[6], h = state[7];
        ref uint constant = ref Unsafe.AsRef(in Constants[0]);
        for (int t = 0; t < Rounds; t += StateWords)
        {
            Round(a, b, c, ref d, e, f, g, ref h, Next(ref schedule, ref constant, t));
            Round(h, a, b, ref c, d, e, f, ref g, Next(ref schedule, ref constant, t + 1));
            Round(g, h, a, ref b, c, d, e, ref f, Next(ref schedule, ref constant, t + 2));
            Round(f, g, h, ref a, b, c, d, ref e, Next(ref schedule, ref constant, t + 3));
            Round(e, f, g, ref h, a, b, c, ref d, Next(ref schedule, ref constant, t + 4));
            Round(d, e, f, ref g, h, a, b, ref c, Next(ref schedule, ref constant, t + 5));
            Round(c, d, e, ref f, g, h, a, ref b, Next(ref schedule, ref constant, t + 6));
            Round(b, c, d, ref e, f, g, h, ref a, Next(ref schedule, ref constant, t + 7));
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
    private static Vector512<uint> Next(ref Vector512<uint> schedule, ref uint constants, int t)
    {
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
}
