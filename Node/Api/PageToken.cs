using Chain.Ledger.Storage;

namespace Chain.Node.Api;

/// <summary>Opaque continuation of a list: where it goes on.</summary>
internal static class PageToken
{
    private const int LargestPage = 500;

    public static int Size(uint requested) => requested == 0 ? 100 : (int)Math.Min(requested, LargestPage);

    public static string Of(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(key);

    public static string Of(TradePosition position) => $"{position.Height.Value:x}.{position.Index:x}";

    public static string Of(ulong number) => $"{number:x}";

    public static ulong Number(string token) =>
        ulong.TryParse(token, System.Globalization.NumberStyles.AllowHexSpecifier, null, out ulong number)
            ? number : throw ApiErrors.Invalid("page_token is not one that this service gave");

    public static byte[] Key(string token)
    {
        try
        {
            return Convert.FromHexString(token);
        }
        catch (FormatException)
        {
            throw ApiErrors.Invalid("page_token is not one that this service gave");
        }
    }

    public static TradePosition? Position(string token)
    {
        if (token.Length == 0) return null;
        string[] parts = token.Split('.');
        const System.Globalization.NumberStyles Hex = System.Globalization.NumberStyles.AllowHexSpecifier;
        return parts.Length == 2 && ulong.TryParse(parts[0], Hex, null, out ulong height)
            && uint.TryParse(parts[1], Hex, null, out uint index)
            ? new TradePosition(new Height(height), index)
            : throw ApiErrors.Invalid("page_token is not one that this service gave");
    }
}
