namespace Chain.Tests.Reference;

/// <summary>What a random history is mostly about; in ten blocks not everything comes to its end.</summary>
internal enum Theme
{
    /// <summary>Orders, bundles, leases and disputes alone.</summary>
    Trade,
    Quotations,
    Resale,
}

internal static class Themes
{
    public static Theme Of(int seed) => (seed % 4) switch
    {
        0 => Theme.Quotations,
        2 => Theme.Resale,
        _ => Theme.Trade,
    };
}
