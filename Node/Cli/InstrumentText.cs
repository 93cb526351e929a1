using System.Globalization;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli;

/// <summary>
/// Instruments as people write them: <c>PRODUCT/SLOT</c>, the slot a number, or <c>next</c> for the first
/// whose book is still open, or <c>next+N</c> for the Nth after it; or <c>PRODUCT/spot</c>.
/// </summary>
internal static class InstrumentText
{
    public const string Help = "PRODUCT/SLOT, the slot a number, next, or next+N; or PRODUCT/spot.";

    public static string Of(string product, string delivery, ulong slot) =>
        delivery == "spot" ? $"{product}/spot" : $"{product}/{slot}";

    public static async Task<Instrument> ResolveAsync(Invocation run, string text)
    {
        int slash = text.LastIndexOf('/');
        if (slash <= 0) throw Wrong(text);
        string product = text[..slash], slot = text[(slash + 1)..];
        if (slot == "spot") return Operations.Spot(product);
        if (TryNumber(slot, out ulong number)) return Operations.Slot(product, number);
        ulong ahead = 0;
        bool relative = slot == "next"
            || (slot.StartsWith("next+", StringComparison.Ordinal) && TryNumber(slot[5..], out ahead));
        if (!relative) throw Wrong(text);
        CreateProduct known = (await Catalog.LoadAsync(run.Client, run.Call)).Product(product);
        ulong next = NextOpen(known, run.Host.Time.GetUtcNow());
        return ahead <= ulong.MaxValue - next ? Operations.Slot(product, next + ahead) : throw Wrong(text);
    }

    /// <summary>The first slot k with k · slot − lead after now: its book is open.</summary>
    public static ulong NextOpen(CreateProduct product, DateTimeOffset now) =>
        ((ulong)now.ToUnixTimeMilliseconds() + product.LeadMs) / product.SlotMs + 1;

    private static bool TryNumber(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static CliError Wrong(string text) =>
        new(ExitCode.Usage, $"'{text}' is no instrument", $"Write {Help} For example: compute-eu-1/next+1");
}
