
namespace Chain.Node.Cli.Demo;

/// <summary>Act: sellers open their books.</summary>
internal static class Opening
{
    public static async Task PlayAsync(Plot plot)
    {
        plot.Tell.Act("Two clouds and a small team open their books");
        plot.Tell.Say("First, a consortium member that is independent of the seller attests what the seller "
            + "really has. Only that can be offered, each lot only once, and every offer locks a "
            + "collateral.");
        // What an earlier telling, cut short, left in the books.
        await plot.Dealing.TakeBackAsync(plot.Traders);
        ulong eu = plot.Listed(Plot.ComputeEu), us = plot.Listed(Plot.ComputeUs),
            storage = plot.Listed(Plot.StorageEu);
        await plot.Dealing.OfferAsync(
            plot.Arctic, Plot.ComputeEu, (20UL, eu), (20UL, plot.Listed(Plot.ComputeEu, 106)));
        await plot.Dealing.OfferAsync(plot.Arctic, Plot.ComputeUs, (10UL, plot.Listed(Plot.ComputeUs, 105)));
        await plot.Dealing.OfferAsync(plot.Delta, Plot.ComputeUs, (20UL, us));
        await plot.Dealing.OfferAsync(plot.Lowland, Plot.StorageEu, (10UL, storage));
        plot.Tell.Rows(
            Offer(plot, plot.Arctic, "a cloud", Plot.ComputeEu, 20, eu),
            Offer(plot, plot.Arctic, "", Plot.ComputeEu, 20, plot.Listed(Plot.ComputeEu, 106)),
            Offer(plot, plot.Arctic, "", Plot.ComputeUs, 10, plot.Listed(Plot.ComputeUs, 105)),
            Offer(plot, plot.Delta, "another cloud", Plot.ComputeUs, 20, us),
            Offer(plot, plot.Lowland, "a team of five", Plot.StorageEu, 10, storage));
    }

    private static Row Offer(Plot plot, Actor seller, string what, string product, ulong lots, ulong price) =>
        new(new { Seller = seller.Party, Product = product, Lots = lots, Price = price },
            seller.Party, what, product, $"{lots}", "lots of", plot.InUnits(product, 1),
            plot.Stage.Money(price), "a lot and hour");
}
