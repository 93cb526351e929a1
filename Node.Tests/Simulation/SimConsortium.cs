using System.Collections.Concurrent;
using Chain.Crypto;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Tests.Simulation.Disk;

namespace Chain.Tests.Simulation;

/// <summary>
/// A consortium of so many validators and its genesis on a disk: the same for every seed, made once.
/// </summary>
internal sealed class SimConsortium
{
    public const int Clients = 6;
    public const ulong Money = 1_000_000;
    public const string Asset = "EUR";
    public const string Product = "vcpu.standard";
    public const ulong SlotMs = 3_600_000;
    public const ulong StartMs = 1_800_000_000_000 / SlotMs * SlotMs;

    private static readonly ConcurrentDictionary<int, SimConsortium> made = new();

    private SimConsortium(int validators)
    {
        Keys = new FakeKeys(validators, Clients);
        Genesis = Make(Keys);
        Chain = Genesis.ComputeHash();
        Root = GenesisBuilder.Header(Genesis).Digest;
        Blank = Disk(mayVote: false);
        Fresh = Disk(mayVote: true);
    }

    public FakeKeys Keys { get; }

    public GenesisSection Genesis { get; }

    public Hash32 Chain { get; }

    /// <summary>Digest of block 0.</summary>
    public Hash32 Root { get; }

    /// <summary>A disk as <c>node init</c> leaves it.</summary>
    public DiskVersion Fresh { get; }

    /// <summary>A disk as <c>node init --rejoin true</c> leaves it.</summary>
    public DiskVersion Blank { get; }

    public static SimConsortium Of(int validators) =>
        made.GetOrAdd(validators, size => new SimConsortium(size));

    public static AccountId AccountOf(PublicKey key) => new(key.Bytes);

    private DiskVersion Disk(bool mayVote)
    {
        var disk = new SimDisk();
        (Hash32 root, StoredRow[] rows) = NodeInit.First(Genesis);
        using ChainStore store = ChainStore.Create(
            new StoreDatabase(new SimEngine(disk, new NoWatch())), GenesisBuilder.Header(Genesis), root,
            rows);
        if (mayVote) NodeInit.MayVote(store);
        return disk.Platter;
    }

    private static GenesisSection Make(FakeKeys keys)
    {
        string[] accounts = [.. keys.Clients.Select(key => Address.Encode(AccountOf(key)))];
        string document = new('a', 64);
        return new GenesisSection
        {
            ChainId = "simulation",
            TimeMs = StartMs,
            Validators =
                [.. keys.Public.Select((key, number) => new ValidatorSection(
                    $"v{number}", key.ToString(), number % 2 == 0 ? "alpha" : "beta"))],
            Timing = new TimingSection(1_000, 10_000, 3_000, 750),
            Members = [new MemberSection("alpha", accounts[0]), new MemberSection("beta", accounts[1])],
            Accounts =
            [
                .. accounts.Skip(2).Select((account, i) => new AccountSection(
                    account, $"party-{i}", i % 2 == 0 ? "alpha" : "beta",
                    new Dictionary<string, ulong> { [Asset] = Money })),
            ],
            Assets = [new AssetSection(Asset, 2, accounts[2])],
            Grades = [new GradeSection("gold", ProductClassName.Compute, document, "")],
            Regions = [new RegionSection("eu-1", document, "")],
            Products = [OneProduct()],
        };
    }

    private static ProductSection OneProduct() => new()
    {
        Product = Product,
        Class = ProductClassName.Compute,
        Grade = "gold",
        Region = "eu-1",
        Unit = "vCPU-Hours",
        LotSize = 1,
        MinOrderLots = 1,
        Tick = 5,
        Asset = Asset,
        SlotMs = SlotMs,
        LeadMs = SlotMs / 2,
        CollateralPerLot = 10,
        ListingPrice = 100,
        FeeBps = 30,
        SpotListingPrice = 80,
        NoticeMs = SlotMs,
        RekeyFee = 7,
    };

    private sealed class NoWatch : IDiskWatch
    {
        public void BeforeWrite(bool synced, IReadOnlyList<SimBatch.Change> changes)
        {
        }

        public void Written(IReadOnlyList<SimBatch.Change> changes)
        {
        }

        public void Durable(IReadOnlyList<SimBatch.Change[]> writes)
        {
        }

        public void Synced()
        {
        }
    }
}
