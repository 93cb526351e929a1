using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Tests.Ledger;
using Chain.Tests.Prices;
using Chain.Tests.Storage;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Api;

/// <summary>What clients are told of leases and money, against the rows and the genesis.</summary>
public class HistoryApiTests : StoreFixture
{
    [Test]
    public async Task Movements_add_up_to_what_every_account_holds([Values(1, 2, 3)] int seed)
    {
        using var history = new StoredHistory(DbPath, seed);
        history.Grow(60);
        var api = new HistoryApi(
            history.Store, history.Progress, history.Genesis, CancellationToken.None);
        StateRow[] rows = Rows(history.Store);
        foreach (GenesisAccount account in history.Genesis.Accounts)
        {
            long held = (long)history.Genesis.Assets.Single().Balances
                .Where(balance => balance.Account == account.Account).Aggregate(0UL, (sum, b) =>
                    sum + b.Amount);
            foreach (AccountMovement movement in await MovementsAsync(api, account.Account))
            {
                Assert.That(movement.Kind, Is.Not.EqualTo(MovementKind.Unspecified));
                held += movement.Amount;
            }
            ulong now = rows.OfType<StateRow.Balance>().Where(b => b.Owner == account.Account)
                .Aggregate(0UL, (sum, b) => sum + b.Available + b.Locked)
                + rows.OfType<StateRow.Stream>().Where(s => s.Owner == account.Account)
                .Aggregate(0UL, (sum, s) => sum + s.Funds);
            Assert.That(held, Is.EqualTo((long)now));
        }
    }

    [Test]
    public async Task Leases_are_listed_by_account_while_open_and_found_when_closed([Values(1, 2)] int seed)
    {
        using var history = new StoredHistory(DbPath, seed);
        history.Grow(60);
        history.RestFor(8 * Market.Hour);
        for (int i = 0; i < 400; i += 1) history.RestFor(Limits.LiveStepMs);
        var api = new MarketApi(
            history.Store, history.Progress, history.Books, new CapacityViews(), CancellationToken.None);
        StateRow.Lease[] open = [.. Rows(history.Store).OfType<StateRow.Lease>()];
        Trade[] trades = [.. history.Trades()];
        int closed = 0;
        foreach (GenesisAccount account in history.Genesis.Accounts)
        {
            ByteString id = Market.Bytes(account.Account);
            string[] here = [.. open.Where(l => l.Provider == account.Account || l.Tenant == account.Account)
                .Select(l => $"{l.Id}").Order(StringComparer.Ordinal)];
            Assert.That(await IdsAsync(api, id, closed: false), Is.EqualTo(here));
            var bought = trades.Where(t => t.Provider == id || t.Tenant == id)
                .Select(t => $"{new Hash32(t.Lease.Span)}");
            // Won quotations and transfers make leases too.
            var made = history.Made.Where(l => l.Provider == account.Account || l.Tenant == account.Account);
            string[] over = [.. bought.Union(made.Select(l => $"{l.Id}")).Except(here)
                .Order(StringComparer.Ordinal)];
            Assert.That(await IdsAsync(api, id, closed: true), Is.EqualTo(over));
            closed += over.Length;
        }
        Assert.That(closed, Is.GreaterThan(0), "some are over");
        foreach (Trade trade in trades)
        {
            Lease lease = await api.GetLease(new GetLeaseRequest { Id = trade.Lease }, null!);
            bool isOpen = open.Any(row => Describe.Bytes(row.Id) == trade.Lease);
            Assert.That(lease.State == LeaseState.Closed, Is.EqualTo(!isOpen));
            ulong soldOn = 0;
            foreach (Trade other in trades) soldOn += other.SourceLease == trade.Lease ? other.Lots : 0;
            Assert.That((lease.Provider, lease.Tenant, lease.Lots), Is.EqualTo(
                (trade.Provider, trade.Tenant, trade.Lots - soldOn)));
            if (!isOpen) Assert.That((lease.Escrow, lease.Collateral), Is.EqualTo((0UL, 0UL)));
        }
    }

    [Test]
    public async Task A_stream_tells_what_is_left_and_when_it_runs_dry()
    {
        LeaseScene scene = LeaseScene.Spot().Do(LeaseScene.Tenant, LeaseOps.Deposit(800)).Acknowledged();
        using ChainStore store = ChainStore.Create(DbPath, Genesis, scene.Market.State.Root,
            [.. scene.Market.State.Rows().Select(
                row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray()))]);
        var api = new HistoryApi(
            store, new(new(default, default, 0, default, 0)), Market.Genesis(1, 1, 0),
            CancellationToken.None);
        var request = new ListStreamsRequest { Account = Market.Bytes(LeaseScene.Tenant) };
        PaymentStream stream = (await api.ListStreams(request, null!)).Streams.Single();
        Assert.That((stream.Asset, stream.Funds, stream.Rate, stream.Leases, stream.RunsDryMs, stream.DryMs),
            Is.EqualTo((Market.Money, 800UL, "800", 1U, scene.Stream!.RunsDryMs, 0UL)));
    }

    private static StateRow[] Rows(ChainStore store) =>
        [.. store.Reads.AllState().Select(row => StateRow.Decode(row.Key, row.Value)!)];

    private static async Task<List<AccountMovement>> MovementsAsync(HistoryApi api, AccountId account)
    {
        var all = new List<AccountMovement>();
        var request = new ListMovementsRequest { Account = Market.Bytes(account), PageSize = 7 };
        do
        {
            ListMovementsReply reply = await api.ListMovements(request, null!);
            all.AddRange(reply.Movements);
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    private static async Task<List<string>> IdsAsync(MarketApi api, ByteString account, bool closed)
    {
        var ids = new List<string>();
        var request = new ListLeasesRequest { Account = account, Closed = closed, PageSize = 3 };
        do
        {
            ListLeasesReply reply = await api.ListLeases(request, null!);
            ids.AddRange(reply.Leases.Select(lease => $"{new Hash32(lease.Id.Span)}"));
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return ids;
    }
}
