using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Ordering;
using Chain.Tests.Ledger;
using Chain.Tests.Storage;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Api;

public class MarketApiTests : StoreFixture
{
    [Test]
    public async Task A_list_that_finds_nothing_does_not_search_everything_in_one_call()
    {
        Market market = Market.Open(parties: 2, accounts: 5);
        for (int account = 0; account < 5; account++)
            Require.That(market.Try(Market.Beta, Ops.Attest(
                Market.Trader(0, account), 1, lastSlot: Market.Slot + Limits.SlotsPerAttestation - 1))
                == ReceiptStatus.Ok);
        StateRow[] rows =
            [.. market.State.Rows().Select(row => new StateRow(row.Key.ToArray(), row.After!.Value.ToArray()))];
        using ChainStore store = ChainStore.Create(DbPath, Genesis, market.State.Root, rows);
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var api = new MarketApi(store, progress, new BookViews(), CancellationToken.None);

        var request = new ListCapacityRequest { Product = "of-no-provider" };
        ListCapacityReply first = await api.ListCapacity(request, null!);
        Assert.That(first.NextPageToken, Is.Not.Empty);
        request.PageToken = first.NextPageToken;
        ListCapacityReply last = await api.ListCapacity(request, null!);
        Assert.That(last.NextPageToken, Is.Empty);

        var all = new ListCapacityRequest { PageSize = 500 };
        int listed = 0;
        do
        {
            ListCapacityReply page = await api.ListCapacity(all, null!);
            listed += page.Capacity.Count;
            all.PageToken = page.NextPageToken;
        }
        while (all.PageToken.Length > 0);
        Assert.That(listed, Is.EqualTo(5 * Limits.SlotsPerAttestation));
    }
}
