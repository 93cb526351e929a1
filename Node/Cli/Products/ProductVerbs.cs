using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Products;

/// <summary><c>product list|create</c></summary>
internal static class ProductVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("product", "What is traded.") { List(cli), CreateOne(cli) };

    private static Verb List(ChainCli cli) => new Verb(
        "list", "Lists products.", "chain product list -o json").Does(cli, async run =>
    {
        Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
        run.Print.Many(
            catalog.Products.Select(ProductShape.From).ToList(),
            ["product", "class", "grade", "region", "lot", "slot", "lead", "tick", "listed at",
                "spot per hour", "notice", "collateral", "fee"],
            p => [p.Product, p.Class, p.Grade, p.Region, $"{p.LotSize} {p.Unit}",
                Span(p.SlotMs), Span(p.LeadMs), catalog.Money(p.Tick, p.Asset),
                catalog.Money(p.ListingPrice, p.Asset), catalog.Price(p.SpotListingPrice, p.Product),
                p.SpotListingPrice == 0 ? "-" : Span(p.NoticeMs), catalog.Money(p.CollateralPerLot, p.Asset),
                $"{p.FeeBps / 100m:0.00} %"]);
        return ExitCode.Ok;
    });

    private static Verb CreateOne(ChainCli cli)
    {
        Flags flags = cli.Flags;
        var product = new Argument<string>("PRODUCT") { Description = "1 to 64 of a-z, 0-9, '.', '-'." };
        Option<string> kind = flags.OneOf(
            "--class", "Kind of resource.", "compute", "compute", "storage", "bandwidth");
        Option<string> grade = flags.Required<string>("--grade", "Published, auditable quality class.");
        Option<string> region = flags.Required<string>("--region", "Where it is.");
        Option<string> unit = flags.Required<string>("--unit", "FOCUS spelling: vCPU-Hours, GiB-Hours, GiB.");
        Option<string> asset = flags.Required<string>("--asset", "Settlement asset.");
        Option<ulong> lotSize = flags.Optional("--lot-size", "Units in one lot.", 1ul);
        Option<ulong> minimum = flags.Optional("--min-order-lots", "Fewest lots of an order.", 1ul);
        Option<ulong> tick = flags.Optional("--tick", "Prices are multiples of it, minor units.", 1ul);
        Option<ulong> slot = flags.Optional("--slot-ms", "Length of a delivery slot.", 3_600_000ul);
        Option<ulong> lead = flags.Optional(
            "--lead-ms", "A slot's book closes this long before its start.", 600_000ul);
        Option<ulong> collateral = flags.Required<ulong>(
            "--collateral", "Locked by the provider per lot, minor units.");
        Option<ulong> price = flags.Required<ulong>(
            "--listing-price", "First reference price per lot, minor units.");
        Option<uint> fee = flags.Optional("--fee-bps", "Fee of both sides, basis points, at most 500.", 0u);
        Option<ulong> spot = flags.Optional(
            "--spot-price", "First reference price of SPOT per lot and hour, minor units; 0: no SPOT.", 0ul);
        Option<ulong> notice = flags.Optional(
            "--notice-ms", "A SPOT lease ends this long after notice; an hour or more.", 0ul);
        Option<ulong> rekey = flags.Optional(
            "--rekey-fee", "Paid to the provider when a SPOT lease is resold, minor units.", 0ul);
        var signing = new SigningFlags(flags);
        return new Verb("create", "Creates a product; by a member. It never changes afterwards.",
            "chain product create compute-us-2 --grade c1 --region us-east --unit vCPU-Hours --asset EUR "
            + "--collateral 30 --listing-price 120 --from northcloud",
            product, kind, grade, region, unit, asset, lotSize, minimum, tick, slot, lead, collateral,
            price, fee, spot, notice, rekey)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Operations.CreateProduct(
                new CreateProduct
                {
                    Product = run.Get(product),
                    Class = Enum.Parse<ProductClass>(run.Get(kind), ignoreCase: true),
                    Grade = run.Get(grade),
                    Region = run.Get(region),
                    Unit = run.Get(unit),
                    LotSize = run.Get(lotSize),
                    MinOrderLots = run.Get(minimum),
                    Tick = run.Get(tick),
                    Asset = run.Get(asset),
                    SlotMs = run.Get(slot),
                    LeadMs = run.Get(lead),
                    CollateralPerLot = run.Get(collateral),
                    ListingPrice = run.Get(price),
                    FeeBps = run.Get(fee),
                    SpotListingPrice = run.Get(spot),
                    NoticeMs = run.Get(notice),
                    RekeyFee = run.Get(rekey),
                })));
    }

    private static string Span(ulong ms) => TimeSpan.FromMilliseconds(ms).ToString("g");
}
