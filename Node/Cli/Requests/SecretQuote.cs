using System.Security.Cryptography;
using Chain.Node.Cli.Keys;

namespace Chain.Node.Cli.Requests;

/// <summary>
/// A price between its commitment and its reveal, in a file that only its owner may read, beside the key that
/// committed it. Who loses it cannot reveal, and loses the bond; so none is ever overwritten.
/// </summary>
/// <param name="Offer">SHA-256 of the offer, hexadecimal; zeros for none.</param>
internal sealed record SecretQuote(ulong Price, string Salt, string Offer)
{
    public Hash32 SaltBytes() => Hash32.TryParse(Salt, out Hash32 salt) ? salt : default;

    public Hash32 OfferBytes() => Hash32.TryParse(Offer, out Hash32 offer) ? offer : default;

    public static SecretQuote New(ulong price, Hash32 offer) => new(
        price, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(QuoteHashes.SaltBytes)), $"{offer}");

    /// <summary>Where those of a request are kept: <c>quotes/</c> in the folder of the key.</summary>
    public static string PathOf(KeyFolder keys, string key, Hash32 request, Hash32 commitment) =>
        Path.Combine(FolderOf(keys, key), $"{request}-{commitment}.json");

    /// <returns>Null where none was kept.</returns>
    /// <exception cref="CliError">The file is damaged.</exception>
    public static SecretQuote? Read(string path) => PrivateFile.Read<SecretQuote>(path, "quotation",
        quote => Hash32.TryParse(quote.Salt, out _) && Hash32.TryParse(quote.Offer, out _));

    /// <summary>One of this price and offer, kept before: its commitment may be on its way.</summary>
    public static SecretQuote? Kept(KeyFolder keys, string key, Hash32 request, ulong price, Hash32 offer)
    {
        string folder = FolderOf(keys, key);
        if (!Directory.Exists(folder)) return null;
        return Directory.GetFiles(folder, $"{request}-*.json").Order(StringComparer.Ordinal).Select(Read)
            .FirstOrDefault(quote => quote!.Price == price && quote.OfferBytes() == offer);
    }

    /// <summary>Durable before the commitment is sent.</summary>
    public void Write(string path) => PrivateFile.Write(path, this);

    private static string FolderOf(KeyFolder keys, string key) =>
        Path.Combine(Path.GetDirectoryName(keys.Locate(key))!, "quotes");
}
