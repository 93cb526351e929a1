using System.Buffers.Binary;

namespace Chain;

/// <summary>
/// Reads the fixed layouts. Too short an input never throws: it sets <see cref="Failed"/> and yields zeros,
/// so a decoder reads everything and asks once at its end.
/// </summary>
public ref struct FixedReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> rest = input;

    public bool Failed { get; private set; }

    /// <summary>True when nothing failed and nothing trails.</summary>
    public readonly bool Complete => !Failed && rest.IsEmpty;

    public byte U8() => Take(1) is { Length: 1 } bytes ? bytes[0] : (byte)0;

    public ushort U16() =>
        Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint U32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    public ulong U64() => Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    public UInt128 U128() =>
        Take(16) is { Length: 16 } bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : UInt128.Zero;

    public Hash32 Hash() => Take(Hash32.Size) is { Length: Hash32.Size } bytes ? new Hash32(bytes) : default;

    public Signature Signature() =>
        Take(Chain.Signature.Size) is { Length: Chain.Signature.Size } bytes
            ? Chain.Signature.From(bytes) : default;

    public ReadOnlySpan<byte> Bytes(int count) => Take(count);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Failed || count < 0 || rest.Length < count)
        {
            Failed = true;
            return default;
        }
        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
