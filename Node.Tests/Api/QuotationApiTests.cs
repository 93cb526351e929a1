using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Tests.Ledger;
using Chain.Tests.Storage;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Api;

public class QuotationApiTests : StoreFixture
{
    [Test]
    public async Task What_is_asked_for_and_who_has_quoted_is_told()
    {
        QuoteScene scene = QuoteScene.OfSlot().Quote((QuoteScene.A, 90), (QuoteScene.B, -85));
        scene.Do(QuoteScene.C, QuoteOps.Request(3, 2, 80, Market.Slot + 1, Market.Slot + 2));
        StoredRow[] rows = [.. scene.Market.State.Rows()
            .Select(row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray()))];
        using ChainStore store = ChainStore.Create(DbPath, Genesis, scene.Market.State.Root, rows);
        var api = new QuotationApi(store);

        ListRequestsReply all = await api.ListRequests(new ListRequestsRequest { PageSize = 1 }, null!);
        ListRequestsReply rest = await api.ListRequests(
            new ListRequestsRequest { PageSize = 5, PageToken = all.NextPageToken }, null!);
        Assert.That(all.Requests.Concat(rest.Requests).Select(one => (one.Account, one.ClientOrderId)),
            Is.EquivalentTo(new[]
            {
                (Market.Bytes(QuoteScene.Tenant), QuoteScene.Id), (Market.Bytes(QuoteScene.C), 3ul),
            }));
        var of = new ListRequestsRequest { Account = Market.Bytes(QuoteScene.C) };
        QuotationRequest other = (await api.ListRequests(of, null!)).Requests.Single();
        Assert.That(other.Instruments.Select(one => one.Slot),
            Is.EqualTo(new[] { Market.Slot + 1, Market.Slot + 2 }));

        QuotationRequest told = await api.GetRequest(new GetRequestRequest
        {
            Account = Market.Bytes(QuoteScene.Tenant),
            ClientOrderId = QuoteScene.Id,
        }, null!);
        Assert.That((told.Phase, told.Lots, told.Reserve, told.Locked, told.Quotations.Count),
            Is.EqualTo((RequestPhase.Revealing, 10ul, 100ul, 1_010ul, 2)));
        Assert.That(told.LeftMs, Is.EqualTo(QuoteScene.WindowMs - 2_000), "two blocks of a second");
        Quotation revealed = told.Quotations.Single(one => one.Provider == Market.Bytes(QuoteScene.A));
        Assert.That((revealed.Revealed, revealed.Price, revealed.Bond, revealed.CollateralPerLot),
            Is.EqualTo((true, 90ul, 100ul, 20ul)));
        Quotation sealedOne = told.Quotations.Single(one => one.Provider == Market.Bytes(QuoteScene.B));
        Assert.That((sealedOne.Revealed, sealedOne.Price, sealedOne.OfferHash.Length),
            Is.EqualTo((false, 0ul, 0)));
        Assert.That(sealedOne.Commitment.Length, Is.EqualTo(32));
        Assert.That(async () => await api.GetRequest(new GetRequestRequest { Account = told.Account }, null!),
            Throws.TypeOf<RpcException>());
    }
}
