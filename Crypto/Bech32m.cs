using System.Diagnostics.CodeAnalysis;

namespace Chain.Crypto;

/// <summary>
/// Bech32m (BIP350): text with a prefix for people and a checksum that finds up to four typos.
/// </summary>
/// <remarks>text = prefix "1" data checksum; a data character is five bits. At most 90 characters.</remarks>
public static class Bech32m
{
    public const int MaxLength = 90;
    private const int ChecksumLength = 6;
    private const uint Constant = 0x2bc830a3;
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    /// <summary>Bytes as text, their last five-bit group filled with zeros.</summary>
    public static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        byte[] groups = ToGroups(bytes);
        Require.That(IsPrintable(prefix) && !prefix.Any(char.IsAsciiLetterUpper));
        Require.That(prefix.Length + 1 + groups.Length + ChecksumLength <= MaxLength);
        byte[] padded = [.. groups, .. new byte[ChecksumLength]];
        uint checksum = Checksum(prefix, padded) ^ Constant;
        for (int i = 0; i < ChecksumLength; i++)
            padded[groups.Length + i] = (byte)((checksum >> (5 * (ChecksumLength - 1 - i))) & 31);
        return prefix + "1" + string.Concat(padded.Select(group => Alphabet[group]));
    }

    /// <summary>The prefix in lower case and the bytes; false unless every rule of BIP350 holds.</summary>
    public static bool TryDecode(
        string text, [NotNullWhen(true)] out string? prefix, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return TryDecodeGroups(text, out prefix, out byte[]? groups) && TryFromGroups(groups, out bytes);
    }

    /// <summary>
    /// As <see cref="TryDecode"/>, the data as five-bit groups: BIP350 does not tie them to bytes.
    /// </summary>
    public static bool TryDecodeGroups(
        string text, [NotNullWhen(true)] out string? prefix, [NotNullWhen(true)] out byte[]? groups)
    {
        (prefix, groups) = (null, null);
        if (text.Length > MaxLength || !IsPrintable(text)) return false;
        if (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)) return false;
        string lower = text.ToLowerInvariant();
        int separator = lower.LastIndexOf('1');
        if (separator < 1 || lower.Length - separator - 1 < ChecksumLength) return false;
        string head = lower[..separator];
        byte[] data = new byte[lower.Length - separator - 1];
        for (int i = 0; i < data.Length; i++)
        {
            int value = Alphabet.IndexOf(lower[separator + 1 + i], StringComparison.Ordinal);
            if (value < 0) return false;
            data[i] = (byte)value;
        }
        if (Checksum(head, data) != Constant) return false;
        (prefix, groups) = (head, data[..^ChecksumLength]);
        return true;
    }

    private static bool IsPrintable(string text) => text.Length >= 1 && text.All(c => c is >= '!' and <= '~');

    private static byte[] ToGroups(ReadOnlySpan<byte> bytes)
    {
        byte[] groups = new byte[(bytes.Length * 8 + 4) / 5];
        for (int bit = 0; bit < bytes.Length * 8; bit++)
            if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) groups[bit / 5] |= (byte)(16 >> (bit % 5));
        return groups;
    }

    /// <summary>False when bits that fill no byte are five or more, or not all zero.</summary>
    private static bool TryFromGroups(byte[] groups, [NotNullWhen(true)] out byte[]? bytes)
    {
        byte[] whole = new byte[groups.Length * 5 / 8];
        bytes = null;
        if (groups.Length * 5 - whole.Length * 8 >= 5) return false;
        for (int bit = 0; bit < groups.Length * 5; bit++)
        {
            if ((groups[bit / 5] >> (4 - bit % 5) & 1) == 0) continue;
            if (bit >= whole.Length * 8) return false;
            whole[bit / 8] |= (byte)(128 >> (bit % 8));
        }
        bytes = whole;
        return true;
    }

    /// <summary>The BCH code of BIP173 over the expanded prefix and the groups.</summary>
    private static uint Checksum(string prefix, byte[] groups)
    {
        uint state = 1;
        foreach (char c in prefix) state = Step(state, (uint)c >> 5);
        state = Step(state, 0);
        foreach (char c in prefix) state = Step(state, c & 31u);
        foreach (byte group in groups) state = Step(state, group);
        return state;

        static uint Step(uint state, uint value)
        {
            ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
            uint top = state >> 25;
            state = ((state & 0x1ffffff) << 5) ^ value;
            for (int i = 0; i < generator.Length; i++)
                if ((top >> i & 1) != 0) state ^= generator[i];
            return state;
        }
    }
}
