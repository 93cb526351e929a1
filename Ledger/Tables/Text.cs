using System.Text;

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

    /// <summary>With a length of two bytes.</summary>
    public static void Note(ref FixedWriter writer, string note)
    {
        Span<byte> bytes = stackalloc byte[Limits.NoteLength];
        int length = Encoding.ASCII.GetBytes(note, bytes);
        writer.U16((ushort)length);
        writer.Bytes(bytes[..length]);
    }

    public static string Counted(ref FixedReader reader) =>
        Encoding.ASCII.GetString(reader.Bytes(reader.U8()));
}
