using System.Globalization;

namespace Chain.Client.Focus;

/// <summary>Minor units as decimals and back, exactly.</summary>
public static class FocusMoney
{
    /// <summary>-1250 with 2 decimals: -12.50.</summary>
    public static string Text(Int128 minor, uint decimals)
    {
        string digits = Int128.Abs(minor).ToString(CultureInfo.InvariantCulture);
        if (decimals > 0)
        {
            digits = digits.PadLeft((int)decimals + 1, '0');
            digits = $"{digits[..^(int)decimals]}.{digits[^(int)decimals..]}";
        }
        return minor < 0 ? $"-{digits}" : digits;
    }

    /// <summary>What <see cref="Text"/> wrote.</summary>
    public static Int128 Minor(string text, uint decimals)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if ((point < 0 ? 0 : text.Length - point - 1) != decimals)
            throw new FormatException($"'{text}' has not {decimals} decimals");
        return Int128.Parse(
            text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture);
    }
}
