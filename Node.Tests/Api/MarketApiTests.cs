using Chain.Ledger;
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
        StoredRow[] rows = RowsOf(market);
        using ChainStore store = ChainStore.Create(DbPath, Genesis, market.State.Root, rows);
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var api = new MarketApi(
            store, progress, new BookViews(), new CapacityViews(), CancellationToken.None);

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

    [Test]
    public async Task What_is_there_throughout_is_told_once_however_the_rest_changes_between_pages()
    {
        const int Slots = 300, PageSize = 7;
        Market market = Market.Open(parties: 1);
        AccountId provider = Market.Trader(0);
        Require.That(market.Try(
            Market.Beta, Ops.Attest(provider, 1, lastSlot: Market.Slot + Slots - 1)) == ReceiptStatus.Ok);
        StoredRow[] rows = RowsOf(market);
        using ChainStore store = ChainStore.Create(DbPath, Genesis, market.State.Root, rows);
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var api = new MarketApi(
            store, progress, new BookViews(), new CapacityViews(), CancellationToken.None);
        StoredRow[] all =
        [
            .. rows.Where(row => row.Key[0] == (byte)RowKind.Capacity)
                .OrderBy(row => row.Key, Comparer<byte[]>.Create(
                    static (left, right) => left.AsSpan().SequenceCompareTo(right))),
        ];
        Assert.That(all, Has.Length.EqualTo(Slots));

        // Of four rows two stay; one of the others goes and one comes back, before and behind the page.
        var told = new List<ulong>();
        var request = new ListCapacityRequest { PageSize = PageSize };
        for (int page = 0; page == 0 || request.PageToken.Length > 0; page++)
        {
            ListCapacityReply reply = await api.ListCapacity(request, null!);
            told.AddRange(reply.Capacity.Select(capacity => capacity.Slot));
            request.PageToken = reply.NextPageToken;
            int gone = page % 2 == 0 ? 3 : 2;
            IEnumerable<StoredChange> changes = all.Select((row, i) =>
                i % 4 == gone ? new StoredChange(row.Key, null) : new StoredChange(row.Key, row.Value));
            store.Commit(Batch(Block(store.Head) with { Changes = [.. changes] }));
        }
        ulong[] stayed =
            [.. Enumerable.Range(0, Slots).Where(i => i % 4 < 2).Select(i => Market.Slot + (ulong)i)];
        Assert.That(told, Is.Unique);
        Assert.That(told, Is.SupersetOf(stayed));
    }

    [Test]
    public async Task Every_unit_is_counted_once_wherever_it_is()
    {
        Market market = Market.Open(parties: 2);
        market.Attest(0, 0, lots: 10);
        Require.That(market.Try(Market.Trader(0), Ops.Sell(1, 10, 100)) == ReceiptStatus.Ok);
        Require.That(market.Try(Market.Trader(1), Ops.Buy(1, 4, 100), LeaseOps.Deposit(77))
            == ReceiptStatus.Ok);
        Require.That(market.Try(Market.Trader(1), Ops.Buy(2, 3, 90)) == ReceiptStatus.Ok);
        using ChainStore store = ChainStore.Create(DbPath, Genesis, market.State.Root, RowsOf(market));
        var progress = new NodeProgress(new CommittedHead(default, default, 0, default, 0));
        var api = new MarketApi(
            store, progress, new BookViews(), new CapacityViews(), CancellationToken.None);

        Reconciliation sums = await api.Reconcile(new ReconcileRequest { Asset = Market.Money }, null!);
        Assert.That((sums.Leases, sums.Escrow.Low, sums.Streams, sums.StreamFunds.Low),
            Is.EqualTo((1UL, 400UL, 1UL, 77UL)));
        Assert.That(sums.Locked.Low, Is.GreaterThan(3 * 90), "the bid, and the collateral of the ask");
        Assert.That(sums.Accounts, Is.GreaterThanOrEqualTo(2));
        Assert.That(sums.Available.Low + sums.Locked.Low + sums.Escrow.Low + sums.StreamFunds.Low + sums.Fees,
            Is.EqualTo(sums.Minted.Low - sums.Burnt.Low));
        Assert.That(Assert.ThrowsAsync<Grpc.Core.RpcException>(() =>
            api.Reconcile(new ReconcileRequest { Asset = "XXX" }, null!))!.StatusCode,
            Is.EqualTo(Grpc.Core.StatusCode.NotFound));
    }

    private static StoredRow[] RowsOf(Market market) =>
    [
        .. market.State.Rows()
            .Select(row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray())),
    ];
}
