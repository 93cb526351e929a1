using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>One provider and one tenant with one lease of ten lots, on the way through its life.</summary>
internal sealed class LeaseScene
{
    public const ulong Lots = 10;

    public static readonly ulong HandoverMs = Standard(ChainParameter.HandoverMs),
        AcknowledgeMs = Standard(ChainParameter.AcknowledgeMs),
            ChallengeMs = Standard(ChainParameter.ChallengeMs),
        ReceiptMs = Standard(ChainParameter.ReceiptMs), SpotPeriodMs = Standard(ChainParameter.SpotPeriodMs);

    public static readonly AccountId Provider = Market.Trader(0), Tenant = Market.Trader(1);

    private LeaseScene(Market market, Hash32 id) => (Market, Id) = (market, id);

    public Market Market { get; }

    public Hash32 Id { get; }

    public StateRow.Lease? Lease => Market.Row<StateRow.Lease>(StateKey.Lease(Id));

    public StateRow.Stream? Stream => Market.Row<StateRow.Stream>(StateKey.Stream(Tenant, Market.Money));

    public ulong NowMs => Market.State.TimestampMs;

    public ulong BalanceOf(AccountId account) => Market.BalanceOf(account).Available;

    public LedgerEvent[] Events => [.. Market.Outcomes.SelectMany(outcome => outcome.Events)];

    /// <summary>
    /// SPOT at R, which is 80 per lot and hour: 800 an hour, a reserve of 2,400, collateral 320.
    /// </summary>
    public static LeaseScene Spot(Market? on = null)
    {
        Market market = on ?? Market.Open();
        ulong id = 6_000 + (ulong)market.Outcomes.Count;
        Must(market, Market.Beta, Ops.AttestSpot(Provider, 1_000,
            market.State.TimestampMs + 300 * Market.Hour));
        return new LeaseScene(market, Trade(
            market, Ops.Spot(Ops.Sell(id, Lots, 60)), Ops.Spot(Ops.Buy(id, Lots, 100))));
    }

    /// <summary>SLOT at R, which is 100 per lot: 1,000 in all, collateral 200.</summary>
    public static LeaseScene Slot(Market? on = null)
    {
        Market market = on ?? Market.Open();
        ulong id = 6_000 + (ulong)market.Outcomes.Count;
        market.Attest(0, 0, Lots);
        return new LeaseScene(market, Trade(market, Ops.Sell(id, Lots, 90), Ops.Buy(id, Lots, 110)));
    }

    public ReceiptStatus Try(AccountId account, Operation operation) => Market.Try(account, operation);

    public LeaseScene Do(AccountId account, Operation operation)
    {
        Must(Market, account, operation);
        return this;
    }

    public LeaseScene Posted() => Do(Provider, LeaseOps.Post(Id));

    public LeaseScene Acknowledged() => Posted().Do(Tenant, LeaseOps.Acknowledge(Id));

    public LeaseScene RunTo(ulong timestampMs)
    {
        Market.RunAt(timestampMs);
        return this;
    }

    /// <summary>As many blocks as this much live time takes.</summary>
    public LeaseScene Live(ulong ms)
    {
        for (ulong passed = 0; passed < ms; passed += Limits.LiveStepMs)
            Market.RunAt(NowMs + Limits.LiveStepMs);
        return this;
    }

    /// <summary>Goes where every field of a lease and of a stream holds something.</summary>
    public static void Fill(HashSet<string> filled)
    {
        Market market = Market.Open();
        void Look() => filled.UnionWith(new MemoryRows(market.State).Filled);
        LeaseScene scene = Spot(market).Do(Tenant, LeaseOps.Deposit(1_200)).Posted();
        Look();
        scene.Do(Tenant, LeaseOps.Acknowledge(scene.Id)).RunTo(scene.NowMs + 1_234);
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 1, scene.NowMs, Lots * 1_200, signer: Tenant));
        scene.Do(Provider, LeaseOps.Deliver(scene.Id, 2, scene.NowMs, Lots * 1_201));
        Look();
        scene.Live(ChallengeMs).RunTo(scene.NowMs + Market.GraceMs / 4);
        scene.Do(Tenant, LeaseOps.Notice(scene.Id)).RunTo(scene.Stream!.RunsDryMs + 1);
        Look();
        scene.RunTo(scene.NowMs + 2 * Market.GraceMs);
        Look();
    }

    private static ulong Standard(ChainParameter parameter) => ParameterRule.Of(parameter)!.Default;

    private static Hash32 Trade(Market market, Operation sell, Operation buy)
    {
        BlockOutcome outcome = market.Run(market.Sign(Provider, sell), market.Sign(Tenant, buy));
        Require.That(outcome.Receipts.All(receipt => receipt.Status == ReceiptStatus.Ok),
            string.Join(' ', outcome.Receipts.Select(receipt => receipt.Status)));
        return outcome.Trades.Single().Leases.Single().Lease;
    }

    private static void Must(Market market, AccountId account, Operation operation)
    {
        ReceiptStatus status = market.Try(account, operation);
        Require.That(status == ReceiptStatus.Ok, $"{operation.KindCase}: {status}");
    }
}
