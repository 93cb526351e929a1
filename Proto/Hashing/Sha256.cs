using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Chain;

/// <summary>
/// SHA-256 where much is hashed: OpenSSL's low-level functions when they are there, else the BCL.
/// </summary>
/// <remarks>64 bytes take about a quarter of the BCL's time. Allocation-free, safe for all threads.</remarks>
public static unsafe class Sha256
{
    public const int DigestSize = 32;

    /// <summary>
    /// Whether OpenSSL's functions are in use; false when absent or when they disagreed with the BCL.
    /// </summary>
    public static readonly bool IsNative = AgreesWithTheBcl();

    /// <summary>The digest of the data into 32 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest32)
    {
        Require.That(digest32.Length == DigestSize);
        if (IsNative && data.Length <= LibCryptoNative.MaxLength) HashNatively(data, digest32);
        else SHA256.HashData(data, digest32);
    }

    [SkipLocalsInit]
    public static Hash32 Hash(ReadOnlySpan<byte> data)
    {
        Hash32 digest;
        Hash(data, new Span<byte>(&digest, DigestSize));
        return digest;
    }

    /// <summary>The digest of 64 bytes: a node over its two children.</summary>
    [SkipLocalsInit]
    public static Hash32 HashPair(in Hash32 left, in Hash32 right)
    {
        Hash32* pair = stackalloc Hash32[2];
        pair[0] = left;
        pair[1] = right;
        return Hash(new ReadOnlySpan<byte>(pair, 2 * Hash32.Size));
    }

    /// <summary>The digests of pairs that lie one after the other: of all nodes of a level.</summary>
    [SkipLocalsInit]
    public static void HashPairs(ReadOnlySpan<Hash32> pairs, Span<Hash32> digests)
    {
        Require.That(pairs.Length == 2 * digests.Length);
        int done = 0;
        if (Sha256Lanes.IsSupported)
            for (; done + Sha256Lanes.Count <= digests.Length; done += Sha256Lanes.Count)
                Sha256Lanes.HashPairs(pairs.Slice(2 * done, 2 * Sha256Lanes.Count),
                    digests.Slice(done, Sha256Lanes.Count));
        for (; done < digests.Length; done += 1)
            digests[done] = HashPair(pairs[2 * done], pairs[2 * done + 1]);
    }

    [SkipLocalsInit]
    private static void HashNatively(ReadOnlySpan<byte> data, Span<byte> digest32)
    {
        byte* context = stackalloc byte[LibCryptoNative.ContextSize];
        fixed (byte* input = data, output = digest32)
        {
            _ = LibCryptoNative.Sha256Init(context);
            _ = LibCryptoNative.Sha256Update(context, input, (nuint)data.Length);
            _ = LibCryptoNative.Sha256Final(output, context);
        }
    }

    /// <summary>Compares both for lengths around all block and padding borders.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong there, the BCL serves.")]
    private static bool AgreesWithTheBcl()
    {
        Span<byte> native = stackalloc byte[DigestSize], managed = stackalloc byte[DigestSize];
        byte[] data = new byte[LibCryptoNative.MaxLength];
        for (int i = 0; i < data.Length; i++) data[i] = (byte)(i % 251);
        try
        {
            for (int length = 0; length <= data.Length; length += length < 200 ? 1 : 103)
            {
                HashNatively(data.AsSpan(0, length), native);
                SHA256.HashData(data.AsSpan(0, length), managed);
                if (!native.SequenceEqual(managed)) return false;
            }
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
