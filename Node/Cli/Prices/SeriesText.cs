using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary>
/// What candles are of, as people write it: an instrument, or a product for all its slots together.
/// </summary>
internal static class SeriesText
{
    public const string Help = $"PRODUCT for all its slots together, or {InstrumentText.Help}";

    public static async Task<Series> ResolveAsync(Invocation run, string text) => text.Contains('/')
        ? new Series { Instrument = await InstrumentText.ResolveAsync(run, text) }
        : new Series { Product = new ProductBooks { Product = text, Delivery = Delivery.Slot } };

    public static string ProductOf(Series series) => series.Instrument?.Product ?? series.Product.Product;
}
