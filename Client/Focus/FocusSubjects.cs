using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Client.Focus;

/// <summary>
/// What charges are about: leases, products, parties, and when leases were bought. Asked of the node once
/// each, and forgotten when there are too many.
/// </summary>
internal sealed class FocusSubjects(ChainClient client, Func<CallOptions> call)
{
    // Some 500 bytes each.
    private const int MostLeases = 20_000;

    private readonly Dictionary<ByteString, Lease?> leases = [];
    private readonly Dictionary<ByteString, string> parties = [];
    private readonly Dictionary<ulong, ulong> timestamps = [];
    private readonly Dictionary<string, CreateProduct> products = [];

    public async Task LoadProductsAsync()
    {
        var request = new ListProductsRequest { PageSize = 500 };
        do
        {
            ListProductsReply reply = await client.Market.ListProductsAsync(request, call());
            foreach (CreateProduct product in reply.Products) products[product.Product] = product;
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    public CreateProduct? Product(string name) => products.GetValueOrDefault(name);

    /// <returns>Null where the reference is of no lease.</returns>
    public async Task<Lease?> LeaseAsync(ByteString id)
    {
        if (id.IsEmpty) return null;
        if (leases.TryGetValue(id, out Lease? known)) return known;
        if (leases.Count >= MostLeases) leases.Clear();
        try
        {
            return leases[id] = await client.Market.GetLeaseAsync(new GetLeaseRequest { Id = id }, call());
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return leases[id] = null;
        }
    }

    public async Task<string> PartyAsync(ByteString account)
    {
        if (parties.TryGetValue(account, out string? known)) return known;
        Account found = await client.Market.GetAccountAsync(
            new GetAccountRequest { Account = account }, call());
        return parties[account] = found.Party;
    }

    /// <summary>When a lease was bought, Unix milliseconds.</summary>
    public async Task<ulong> BoughtMsAsync(Lease lease)
    {
        if (timestamps.TryGetValue(lease.TradedHeight, out ulong known)) return known;
        if (timestamps.Count >= MostLeases) timestamps.Clear();
        ListBlocksReply reply = await client.Node.ListBlocksAsync(
            new ListBlocksRequest { FromHeight = lease.TradedHeight, Limit = 1 }, call());
        return timestamps[lease.TradedHeight] = reply.Blocks.Single().TimestampMs;
    }

    public static string Address(ByteString account) =>
        Crypto.Address.Encode(new AccountId(new Hash32(account.Span)));
}
