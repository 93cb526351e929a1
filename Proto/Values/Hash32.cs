using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Chain;

/// <summary>32 bytes: a digest, a root, an id. Ordered as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash32 : IEquatable<Hash32>, IComparable<Hash32>
{
    public const int Size = 32;

    private readonly ulong a, b, c, d;

    /// <param name="bytes">Exactly 32 bytes; another length is a bug of the caller.</param>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        Require.That(bytes.Length == Size);
        this = MemoryMarshal.Read<Hash32>(bytes);
    }

    public static Hash32 Zero => default;

    public bool IsZero => (a | b | c | d) == 0;

    /// <summary>The bytes in place; valid while the variable it is called on lives.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<byte> Span =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1));

    /// <summary>The first eight bytes, big-endian: a well-spread prefix of a digest.</summary>
    public ulong Prefix => BinaryPrimitives.ReadUInt64BigEndian(Span);

    public void CopyTo(Span<byte> destination) => Span.CopyTo(destination);

    public byte[] ToArray() => Span.ToArray();

    public bool Equals(Hash32 other) => a == other.a && b == other.b && c == other.c && d == other.d;

    public override bool Equals(object? obj) => obj is Hash32 other && Equals(other);

    public override int GetHashCode() => SeededHash.Of(a, d);

    public int CompareTo(Hash32 other) => Span.SequenceCompareTo(other.Span);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    /// <summary>Eight hexadecimal digits, for people.</summary>
    public string Short => Convert.ToHexStringLower(Span[..4]);

    public static bool TryParse(ReadOnlySpan<char> hex, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        hash = default;
        if (hex.Length != 2 * Size) return false;
        if (Convert.FromHexString(hex, bytes, out _, out int written) != System.Buffers.OperationStatus.Done
            || written != Size) return false;
        hash = new Hash32(bytes);
        return true;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Hash32 hash)
    {
        hash = bytes.Length == Size ? new Hash32(bytes) : default;
        return bytes.Length == Size;
    }

    public static bool operator ==(Hash32 left, Hash32 right) => left.Equals(right);
    public static bool operator !=(Hash32 left, Hash32 right) => !left.Equals(right);
    public static bool operator <(Hash32 left, Hash32 right) => left.CompareTo(right) < 0;
    public static bool operator >(Hash32 left, Hash32 right) => left.CompareTo(right) > 0;
    public static bool operator <=(Hash32 left, Hash32 right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Hash32 left, Hash32 right) => left.CompareTo(right) >= 0;
}
