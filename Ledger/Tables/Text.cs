using System.Text;
using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>Names in the fixed layouts: ASCII, with a length byte where something follows.</summary>
internal static class Text
{
    public static void Raw(ref FixedWriter writer, string text)
    {
        Span<byte> bytes = stackalloc byte[Limits.NameLength];
        writer.Bytes(bytes[..Encoding.ASCII.GetBytes(text, bytes)]);
    }

    public static void Counted(ref FixedWriter writer, string text)
    {
        writer.U8((byte)text.Length);
        Raw(ref writer, text);
    }

    /// <summary>An instrument as values spell it: the same bytes in all rows that name it so.</summary>
    public static void Instrument(ref FixedWriter writer, string product, Delivery delivery, ulong slot)
    {
        Counted(ref writer, product);
        writer.U8((byte)delivery);
        writer.U64(slot);
    }

    /// <summary>With a length of two bytes.</summary>
    public static void Note(ref FixedWriter writer, string note)
    {
        Span<byte> bytes = stackalloc byte[Limits.NoteLength];
        int length = Encoding.ASCII.GetBytes(note, bytes);
        writer.U16((ushort)length);
        writer.Bytes(bytes[..length]);
    }

    /// <summary>A key that may be missing: default, of length 0.</summary>
    public static void CountedKey(ref FixedWriter writer, Hash32 key)
    {
        writer.U8(key == default ? (byte)0 : (byte)Hash32.Size);
        if (key != default) writer.Hash(key);
    }

    public static Hash32 CountedKey(ref FixedReader reader) => reader.U8() == 0 ? default : reader.Hash();

    public static string Counted(ref FixedReader reader) =>
        Encoding.ASCII.GetString(reader.Bytes(reader.U8()));
}
