using Chain.Client;
using Chain.Crypto;
using Chain.Node.Configuration;
using Chain.Wire;

namespace Chain.Node.Bench;

/// <summary>
/// The market that a benchmark trades on: keys made anew, money in the genesis, capacity attested at the
/// start. Even accounts buy and odd ones sell, each a party of its own.
/// </summary>
internal sealed class BenchMarket : IDisposable
{
    public const string ChainId = "bench";

    private const string Asset = "EUR";
    private const ulong Reference = 10_000;
    private const int Slots = 4;

    // Far enough away that no book closes during a run.
    private const ulong SlotMs = 3_600_000;

    private const string Region = "eu-central";

    // Nobody reads what defines them.
    private static readonly string Document = new('0', 2 * Hash32.Size);

    private static readonly string[] Products = ["compute-eu-1", "storage-eu-1", "bandwidth-eu-1"];

    private readonly ECPrivKey sponsor = ECPrivKey.Generate();
    private readonly ECPrivKey attestor = ECPrivKey.Generate();
    private readonly ECPrivKey[] traders;
    private readonly ulong firstSlot;

    public BenchMarket(int accounts, DateTimeOffset now)
    {
        traders = [.. Enumerable.Range(0, accounts).Select(_ => ECPrivKey.Generate())];
        TimeMs = (ulong)now.ToUnixTimeMilliseconds();
        firstSlot = TimeMs / SlotMs + 2;
    }

    public ulong TimeMs { get; }

    public int Accounts => traders.Length;

    public ECPrivKey Trader(int number) => traders[number];

    /// <summary>Names of those that run the validators.</summary>
    public static IReadOnlyList<string> Members => ["sponsor", "attestor"];

    public GenesisSection Genesis(IReadOnlyList<ValidatorSection> validators) => new()
    {
        ChainId = ChainId,
        TimeMs = TimeMs,
        Validators = validators,
        Timing = new TimingSection(
            ViewTimeoutMs: 1_000, EmptyBlockMs: 1_000, SkipWindowMs: 2_000, RetryMs: 1_000),
        Members = [new(Members[0], AddressOf(sponsor)), new(Members[1], AddressOf(attestor))],
        Accounts = [.. traders.Select((trader, i) => new AccountSection(
            AddressOf(trader), $"party{i}", "sponsor",
            new Dictionary<string, ulong> { [Asset] = 1_000_000_000_000 }))],
        Assets = [new AssetSection(Asset, Decimals: 2, AddressOf(sponsor))],
        Grades = [.. Products.Select((name, number) => new GradeSection(
            name, (ProductClassName)number, Document, "the load generator's"))],
        Regions = [new RegionSection(Region, Document, "")],
        Products = [.. Products.Select(Product)],
    };

    /// <summary>What must commit before the first order: every seller's capacity in every book.</summary>
    public IEnumerable<Transaction> Attestations(DateTimeOffset now)
    {
        IEnumerable<Operation> operations =
            from seller in traders.Where((_, i) => !Buys(i))
            from product in Products
            select Operations.AttestCapacity(
                seller.Account, product, firstSlot, firstSlot + Slots - 1, 1UL << 32);
        foreach (Operation[] chunk in operations.Chunk(Limits.OperationsPerTransaction))
        {
            var builder = new TransactionBuilder(ChainId, attestor);
            foreach (Operation operation in chunk) builder.Add(operation);
            yield return builder.Sign(now);
        }
    }

    /// <param name="trader">Number of the account.</param>
    /// <param name="orderId">New for this account.</param>
    /// <param name="random">Where book, lots and price come from.</param>
    /// <param name="matches">
    /// True: at a price that every such order of the other side takes; what the block's auction leaves
    /// waits for the next. False: where no order of the other side reaches.
    /// </param>
    public Operation Order(int trader, ulong orderId, Random random, bool matches)
    {
        const int Touch = 10, Levels = 100;
        bool buys = Buys(trader);
        ulong distance = (ulong)(matches ? random.Next(Touch) : random.Next(Touch, Touch + Levels));
        return Operations.PlaceOrder(new PlaceOrder
        {
            ClientOrderId = orderId,
            Instrument = Operations.Slot(
                Products[random.Next(Products.Length)], firstSlot + (ulong)random.Next(Slots)),
            Side = buys ? Side.Buy : Side.Sell,
            Lots = (ulong)random.Next(1, 11),
            Limit = buys == matches ? Reference + distance : Reference - distance,
            TimeInForce = TimeInForce.Gtc,
        });
    }

    /// <summary>Leases that were made so far, by what one validator has committed.</summary>
    public static async Task<ulong> LeasesAsync(ChainClient client, CancellationToken cancel)
    {
        ulong leases = 0;
        foreach (string product in Products)
            leases += (await client.Prices.GetIndexAsync(
                new GetIndexRequest { Product = product, Delivery = Delivery.Slot },
                cancellationToken: cancel)).Day.Trades;
        return leases;
    }

    public void Dispose()
    {
        foreach (ECPrivKey key in traders) key.Dispose();
        sponsor.Dispose();
        attestor.Dispose();
    }

    private static bool Buys(int trader) => trader % 2 == 0;

    private static string AddressOf(ECPrivKey key) => Address.Encode(key.Account);

    private static ProductSection Product(string name, int number) => new()
    {
        Product = name,
        Class = (ProductClassName)number,
        Grade = name,
        Region = Region,
        Unit = number == 0 ? "vCPU-Hours" : number == 1 ? "GiB-Hours" : "GiB",
        LotSize = 1,
        MinOrderLots = 1,
        Tick = 1,
        Asset = Asset,
        SlotMs = SlotMs,
        LeadMs = 60_000,
        CollateralPerLot = Reference / 4,
        ListingPrice = Reference,
        SpotListingPrice = 0,
        NoticeMs = 0,
        RekeyFee = 0,
        FeeBps = 20,
    };
}
