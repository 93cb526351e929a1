using System.Buffers;
using System.Text;

namespace Grpc.Core.Wire;

/// <summary>
/// The header grpc-message: UTF-8, where all but printable ASCII, and the percent sign, is %XX.
/// </summary>
public static class PercentEncoding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '%').ToArray());

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            _ = Plain.Contains((char)b)
                ? encoded.Append((char)b)
                : encoded.Append('%').Append(b.ToString("X2", null));
        return encoded.ToString();
    }

    /// <summary>Never fails: what is not %XX stays as it is, as the protocol asks.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            bool escape = bytes[i] == '%' && i + 2 < bytes.Length
                && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = escape ? Convert.FromHexString(bytes.AsSpan(i + 1, 2))[0] : bytes[i];
            if (escape) i += 2;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
