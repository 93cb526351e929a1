using System.Diagnostics.CodeAnalysis;

namespace Chain.Crypto;

/// <summary>A point of secp256k1 with even y, known by its x coordinate: the public key of BIP340.</summary>
/// <remarks>Parsing lifts x once; keep keys that verify often. Immutable, safe for all threads.</remarks>
public sealed unsafe class ECXOnlyPubKey : IEquatable<ECXOnlyPubKey>
{
    /// <summary>Bytes of the x coordinate, big-endian.</summary>
    public const int Size = 32;

    private readonly byte[] coordinate = new byte[Size];
    private readonly byte[] point = new byte[SecpNative.XOnlyPubKeySize];

    private ECXOnlyPubKey() { }

    /// <summary>
    /// x32 as big-endian x coordinate; false unless 32 bytes, below the field prime and on the curve.
    /// </summary>
    public static bool TryCreate(ReadOnlySpan<byte> x32, [NotNullWhen(true)] out ECXOnlyPubKey? key)
    {
        key = null;
        if (x32.Length != Size) return false;
        ECXOnlyPubKey parsed = new();
        fixed (byte* x = x32, into = parsed.point)
            if (SecpNative.XOnlyPubKeyParse(SecpContext.Pointer, into, x) != 1) return false;
        x32.CopyTo(parsed.coordinate);
        key = parsed;
        return true;
    }

    /// <summary>
    /// Whether the 32 bytes are the x coordinate of a point of the curve. Does not allocate.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> x32)
    {
        if (x32.Length != Size) return false;
        byte* parsed = stackalloc byte[SecpNative.XOnlyPubKeySize];
        fixed (byte* x = x32)
            return SecpNative.XOnlyPubKeyParse(SecpContext.Pointer, parsed, x) == 1;
    }

    internal static ECXOnlyPubKey FromKeyPair(byte* keyPair)
    {
        ECXOnlyPubKey key = new();
        fixed (byte* parsed = key.point, x = key.coordinate)
        {
            Require.That(SecpNative.KeyPairXOnlyPub(SecpContext.Pointer, parsed, null, keyPair) == 1);
            Require.That(SecpNative.XOnlyPubKeySerialize(SecpContext.Pointer, x, parsed) == 1);
        }
        return key;
    }

    /// <summary>The x coordinate, 32 bytes big-endian.</summary>
    public ReadOnlySpan<byte> X => coordinate;

    public byte[] ToBytes() => coordinate.ToArray();

    /// <summary>
    /// BIP340 verification of a message of any length; false for anything but a valid 64-byte signature.
    /// </summary>
    public bool SigVerifyBIP340(ReadOnlySpan<byte> message, ReadOnlySpan<byte> sig64)
    {
        if (sig64.Length != Bip340.SignatureSize) return false;
        fixed (byte* key = point, text = message, sig = sig64)
            return SecpNative.SchnorrVerify(SecpContext.Pointer, sig, text, (nuint)message.Length, key) == 1;
    }

    public bool Equals(ECXOnlyPubKey? other) => other is not null && X.SequenceEqual(other.X);
    public override bool Equals(object? obj) => Equals(obj as ECXOnlyPubKey);
    public override int GetHashCode() => BitConverter.ToInt32(coordinate, 0);
    public override string ToString() => Convert.ToHexStringLower(coordinate);
}
