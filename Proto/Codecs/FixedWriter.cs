using System.Buffers.Binary;

namespace Chain;

/// <summary>Writes the fixed layouts of what is hashed or signed: big-endian integers, raw digests.</summary>
public ref struct FixedWriter(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;

    public int Written { get; private set; }

    public void U8(byte value)
    {
        buffer[Written] = value;
        Written += 1;
    }

    public void U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[Written..], value);
        Written += 2;
    }

    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[Written..], value);
        Written += 4;
    }

    public void U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(buffer[Written..], value);
        Written += 8;
    }

    public void U128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(buffer[Written..], value);
        Written += 16;
    }

    public void Hash(Hash32 value)
    {
        value.Span.CopyTo(buffer[Written..]);
        Written += Hash32.Size;
    }

    public void Signature(Signature value)
    {
        value.Span.CopyTo(buffer[Written..]);
        Written += Chain.Signature.Size;
    }

    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(buffer[Written..]);
        Written += value.Length;
    }
}
