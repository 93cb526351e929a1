using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Chain.Tests.Reference;

/// <summary>Bytes of a row, or of what is hashed: big-endian integers, ASCII names (L-10).</summary>
internal sealed class RowWriter
{
    private readonly List<byte> bytes = new(128);

    public byte[] ToArray() => [.. bytes];

    public RowWriter U8(ulong value)
    {
        bytes.Add(checked((byte)value));
        return this;
    }

    public RowWriter Flag(bool value) => U8(value ? 1u : 0u);

    public RowWriter U16(ulong value)
    {
        Span<byte> some = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(some, checked((ushort)value));
        bytes.AddRange(some);
        return this;
    }

    public RowWriter U32(ulong value)
    {
        Span<byte> some = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(some, checked((uint)value));
        bytes.AddRange(some);
        return this;
    }

    public RowWriter U64(ulong value)
    {
        Span<byte> some = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(some, value);
        bytes.AddRange(some);
        return this;
    }

    public RowWriter U128(UInt128 value) => U64((ulong)(value >> 64)).U64((ulong)(value & ulong.MaxValue));

    public RowWriter Hash(Hash32 value)
    {
        bytes.AddRange(value.Span);
        return this;
    }

    public RowWriter Hash(AccountId value) => Hash(value.Bytes);

    public RowWriter Bytes(ReadOnlySpan<byte> value)
    {
        bytes.AddRange(value);
        return this;
    }

    /// <summary>Without a length: a name at the end of a key.</summary>
    public RowWriter Text(string value) => Bytes(Encoding.ASCII.GetBytes(value));

    /// <summary>With a length byte.</summary>
    public RowWriter Name(string value) => U8((ulong)value.Length).Text(value);

    /// <summary>With a length byte.</summary>
    public RowWriter Name(ByteString value) => U8((ulong)value.Length).Bytes(value.Span);

    /// <summary>Tagged hash of what was written.</summary>
    public Hash32 Tagged(TaggedHash tag) => tag.Of(ToArray());
}
