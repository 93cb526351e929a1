using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Chain;

/// <summary>An x-only secp256k1 public key (BIP340), 32 bytes; not checked to be on the curve.</summary>
public readonly record struct PublicKey(Hash32 Bytes)
{
    public override string ToString() => Bytes.ToString();
}

/// <summary>
/// The identity of an account: the x-only key it was admitted with. Key rotation leaves it unchanged.
/// </summary>
public readonly record struct AccountId(Hash32 Bytes) : IComparable<AccountId>
{
    /// <summary>As messages carry it.</summary>
    public ByteString ToByteString() => ByteString.CopyFrom(Bytes.Span);

    public int CompareTo(AccountId other) => Bytes.CompareTo(other.Bytes);
    public override string ToString() => Bytes.ToString();
    public static bool operator <(AccountId left, AccountId right) => left.CompareTo(right) < 0;
    public static bool operator >(AccountId left, AccountId right) => left.CompareTo(right) > 0;
    public static bool operator <=(AccountId left, AccountId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(AccountId left, AccountId right) => left.CompareTo(right) >= 0;
}

/// <summary>A BIP340 signature, 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Signature(Hash32 R, Hash32 S)
{
    public const int Size = 64;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<byte> Span =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1));

    /// <param name="bytes">Exactly 64 bytes; another length is a bug of the caller.</param>
    public static Signature From(ReadOnlySpan<byte> bytes)
    {
        Require.That(bytes.Length == Size);
        return new Signature(new Hash32(bytes[..32]), new Hash32(bytes[32..]));
    }

    public override string ToString() => R.ToString() + S.ToString();
}
