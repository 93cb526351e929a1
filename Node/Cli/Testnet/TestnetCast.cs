using System.Security.Cryptography;
using System.Text;
using Chain.Node.Configuration;

namespace Chain.Node.Cli.Testnet;

/// <summary>Who plays in a local testnet, with what money, and what they trade. Prices in cents.</summary>
internal static class TestnetCast
{
    public const string ChainId = "testnet";

    public const string Asset = "EUR";

    /// <summary>The member that issues <see cref="Asset"/>.</summary>
    public const string Bank = "harbour-bank";

    public static readonly IReadOnlyList<string> Members = ["northcloud", "eastgrid", "westlabs", Bank];

    /// <summary>Sellers, and the member that sponsors each; another one attests.</summary>
    public static readonly IReadOnlyList<Player> Providers =
    [
        new("provider1", "arctic-compute", "northcloud", "eastgrid", 50_000_000),
        new("provider2", "delta-hosting", "eastgrid", "westlabs", 50_000_000),
        new("provider3", "lowland-storage", "westlabs", "northcloud", 50_000_000),
    ];

    public static readonly IReadOnlyList<Player> Buyers =
    [
        new("buyer1", "animation-works", "northcloud", "eastgrid", 100_000_000),
        new("buyer2", "city-hospital", "eastgrid", "westlabs", 100_000_000),
        new("buyer3", "genome-lab", "westlabs", "northcloud", 100_000_000),
        new("buyer4", "tram-company", "northcloud", "eastgrid", 100_000_000),
    ];

    public static readonly IReadOnlyList<GradeSection> Grades =
    [
        Grade("c1", ProductClassName.Compute, "dedicated vCPU, 4 GiB of memory each"),
        Grade("s1", ProductClassName.Storage, "block storage, three copies"),
        Grade("b1", ProductClassName.Bandwidth, "transit to the public internet"),
    ];

    public static readonly IReadOnlyList<RegionSection> Regions =
        [Region("eu-central", "Frankfurt, Prague, Warsaw"), Region("us-east", "Ashburn, New York")];

    /// <summary>
    /// Slots of a minute and a notice of seconds, so that one can watch books close, leases start and end.
    /// </summary>
    public static readonly IReadOnlyList<ProductSection> Products =
    [
        Product("compute-eu-1", ProductClassName.Compute, "c1", "eu-central", "vCPU-Hours", 100, 1_250),
        Product("compute-us-1", ProductClassName.Compute, "c1", "us-east", "vCPU-Hours", 100, 1_180),
        Product("storage-eu-1", ProductClassName.Storage, "s1", "eu-central", "GiB-Hours", 100_000, 480),
        Product("bandwidth-eu-1", ProductClassName.Bandwidth, "b1", "eu-central", "GiB", 50, 160),
    ];

    /// <summary>
    /// Votes take effect, and windows end, while one watches; they leave a person the time to type.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, ulong> Parameters = new Dictionary<string, ulong>
    {
        ["timelockMs"] = 5_000,
        ["windowFloorMs"] = 10_000,
        ["handoverMs"] = 45_000,
        ["acknowledgeMs"] = 45_000,
        ["challengeMs"] = 60_000,
        ["receiptMs"] = 60_000,
        ["commitMs"] = 30_000,
        ["revealMs"] = 30_000,
        ["graceMs"] = 5_000,
        ["spotPeriodMs"] = 60_000,
    };

    public static readonly TimingSection Timing = new(
        ViewTimeoutMs: 1_000, EmptyBlockMs: 1_000, SkipWindowMs: 2_000, RetryMs: 1_000);

    // On a testnet the note itself is the document.
    private static GradeSection Grade(string name, ProductClassName kind, string note) =>
        new(name, kind, HashOf(note), note);

    private static RegionSection Region(string name, string note) => new(name, HashOf(note), note);

    private static string HashOf(string note) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(note)));

    /// <summary>The price is that of a slot and, but for GiB, of an hour of SPOT.</summary>
    private static ProductSection Product(
        string name, ProductClassName kind, string grade, string region, string unit, ulong lot,
        ulong price) =>
        new()
        {
            Product = name,
            Class = kind,
            Grade = grade,
            Region = region,
            Unit = unit,
            LotSize = lot,
            MinOrderLots = 1,
            Tick = 1,
            Asset = Asset,
            SlotMs = 60_000,
            LeadMs = 15_000,
            CollateralPerLot = price / 4,
            ListingPrice = price,
            FeeBps = 20,
            SpotListingPrice = unit == "GiB" ? 0 : price,
            NoticeMs = unit == "GiB" ? 0 : 10_000UL,
            RekeyFee = unit == "GiB" ? 0 : price / 10,
        };

    /// <param name="Name">Of its key.</param>
    /// <param name="Party">The legal entity.</param>
    /// <param name="Sponsor">The member that admitted it.</param>
    /// <param name="Attestor">A member that may attest its capacity.</param>
    /// <param name="Money">Opening balance, cents.</param>
    internal sealed record Player(string Name, string Party, string Sponsor, string Attestor, ulong Money);
}
