using Chain.Client;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Cli;

/// <summary>The products and assets of a chain: what prices and amounts are counted in.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<string, CreateProduct> products;
    private readonly Dictionary<string, Asset> assets;

    private Catalog(IEnumerable<CreateProduct> products, IEnumerable<Asset> assets)
    {
        Products = [.. products];
        Assets = [.. assets];
        this.products = Products.ToDictionary(product => product.Product);
        this.assets = Assets.ToDictionary(asset => asset.Asset_);
    }

    public IReadOnlyList<CreateProduct> Products { get; }

    public IReadOnlyList<Asset> Assets { get; }

    public static async Task<Catalog> LoadAsync(ChainClient client, CallOptions call)
    {
        List<CreateProduct> products = await Paging.ReadAsync<CreateProduct>(0, async (size, token) =>
        {
            var request = new ListProductsRequest { PageSize = size, PageToken = token };
            ListProductsReply reply = await client.Market.ListProductsAsync(request, call);
            return (reply.Products, reply.NextPageToken);
        });
        ListAssetsReply assets = await client.Market.ListAssetsAsync(new ListAssetsRequest(), call);
        return new Catalog(products, assets.Assets);
    }

    /// <exception cref="CliError">There is none of this name.</exception>
    public CreateProduct Product(string name) => products.GetValueOrDefault(name) ?? throw new CliError(
        ExitCode.Refused, $"there is no product '{name}'", "`chain product list` shows them.");

    /// <summary>An amount of an asset, with its decimals.</summary>
    public string Money(UInt128 minor, string asset) =>
        Show.Money(minor, assets.GetValueOrDefault(asset)?.Decimals ?? 0, asset);

    /// <summary>A price per lot of a product.</summary>
    public string Price(ulong minor, string product) => minor == 0 ? "-"
        : products.TryGetValue(product, out CreateProduct? known) ? Money(minor, known.Asset) : $"{minor}";
}
