using Chain.Node.Cli.Testnet;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>The parties, what they trade, and what acts hand on to each other.</summary>
internal sealed class Plot(Stage stage, Dealing dealing)
{
    public const string ComputeEu = "compute-eu-1";
    public const string ComputeUs = "compute-us-1";
    public const string StorageEu = "storage-eu-1";

    public static readonly IReadOnlyList<string> Products = [ComputeEu, ComputeUs, StorageEu];

    public Stage Stage => stage;

    public Dealing Dealing => dealing;

    public Narrator Tell => stage.Tell;

    public Actor Arctic { get; } = stage["arctic-compute"];

    public Actor Delta { get; } = stage["delta-hosting"];

    public Actor Lowland { get; } = stage["lowland-storage"];

    public Actor Hospital { get; } = stage["city-hospital"];

    public Actor GenomeLab { get; } = stage["genome-lab"];

    public Actor Tram { get; } = stage["tram-company"];

    public Actor Animation { get; } = stage["animation-works"];

    public IEnumerable<Actor> Traders => [Arctic, Delta, Lowland, Hospital, GenomeLab, Tram, Animation];

    /// <summary>Leases that were handed over.</summary>
    public List<Service> Running { get; } = [];

    /// <summary>What the hospital's bundle bought; the group is told with it.</summary>
    public IReadOnlyList<Service> Cloud { get; set; } = [];

    public Hash32 Group { get; set; }

    /// <summary>The one of them that will never be handed over.</summary>
    public Service Failing => Cloud.Single(service => service.Provider == Delta);

    /// <summary>The member that attests a provider's capacity.</summary>
    public Actor AttestorOf(Actor provider) =>
        stage[TestnetCast.Providers.Single(player => player.Party == provider.Party).Attestor];

    /// <summary>The listing price per lot and hour, and some percent on it.</summary>
    public ulong Listed(string product, ulong percent = 100) =>
        Terms(product).SpotListingPrice * percent / 100;

    public CreateProduct Terms(string product) => stage.Catalog.Product(product);

    /// <summary>"800 vCPU", "600 TB": what lots of a product are.</summary>
    public string InUnits(string product, ulong lots)
    {
        CreateProduct terms = Terms(product);
        ulong units = lots * terms.LotSize;
        return terms.Unit switch
        {
            "vCPU-Hours" => $"{units} vCPU",
            "GiB-Hours" when units >= 1_000 => $"{units / 1_000} TB",
            _ => $"{units} GiB",
        };
    }
}
