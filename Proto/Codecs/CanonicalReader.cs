using System.Text;

namespace Chain;

/// <summary>
/// Reads a protobuf message field by field, in ascending order of its fields, and in canonical form only: a
/// field that is out of order, repeated, unknown, a written default or a long varint is left over or fails.
/// Nothing throws: a reader that is not <see cref="Complete"/> at the end has said nothing true.
/// </summary>
internal ref struct CanonicalReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> bytes = message;
    private int at;
    private bool failed;

    /// <summary>Every byte was read as what it was asked for.</summary>
    public readonly bool Complete => !failed && at == bytes.Length;

    /// <param name="tag">Field number and wire type, one byte.</param>
    /// <returns>0 where the field is absent.</returns>
    public ulong Number(byte tag)
    {
        if (!Next(tag)) return 0;
        ulong value = Varint();
        failed |= value == 0;
        return value;
    }

    /// <summary>An enum's number; a negative one is left to a full parser.</summary>
    public int Enum(byte tag)
    {
        ulong value = Number(tag);
        failed |= value > int.MaxValue;
        return (int)(value & int.MaxValue);
    }

    public bool Flag(byte tag)
    {
        ulong value = Number(tag);
        failed |= value > 1;
        return value == 1;
    }

    /// <returns>Empty where the field is absent.</returns>
    public ReadOnlySpan<byte> Bytes(byte tag)
    {
        if (!Next(tag)) return default;
        ReadOnlySpan<byte> value = Delimited();
        failed |= value.IsEmpty;
        return value;
    }

    /// <summary>Anything but ASCII is left to a full parser.</summary>
    public string Ascii(byte tag)
    {
        ReadOnlySpan<byte> value = Bytes(tag);
        failed |= !System.Text.Ascii.IsValid(value);
        return failed || value.IsEmpty ? "" : Encoding.ASCII.GetString(value);
    }

    /// <summary>A message inside; it may be empty.</summary>
    /// <returns>False where the field is absent.</returns>
    public bool Message(byte tag, out ReadOnlySpan<byte> inside)
    {
        bool present = Next(tag);
        inside = present ? Delimited() : default;
        return present;
    }

    private bool Next(byte tag)
    {
        if (failed || at >= bytes.Length || bytes[at] != tag) return false;
        at += 1;
        return true;
    }

    private ReadOnlySpan<byte> Delimited()
    {
        ulong length = Varint();
        if (failed || length > (ulong)(bytes.Length - at))
        {
            failed = true;
            return default;
        }
        ReadOnlySpan<byte> value = bytes.Slice(at, (int)length);
        at += (int)length;
        return value;
    }

    private ulong Varint()
    {
        const int Longest = 10;
        ulong value = 0;
        for (int i = 0; i < Longest && at < bytes.Length; i += 1)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next >= 0x80) continue;
            // The shortest form does not end in zeros; the tenth byte holds the last bit.
            failed |= (next == 0 && i > 0) || (i == Longest - 1 && next > 1);
            return value;
        }
        failed = true;
        return 0;
    }
}
