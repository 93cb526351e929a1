using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>One dispute on the way to its verdict, on a chain with members enough for a panel.</summary>
internal sealed class DisputeScene
{
    public static readonly ulong WindowMs = Market.Quick[ChainParameter.CommitMs];

    private DisputeScene(LeaseScene of, ulong receipt) =>
        (Of, Id) = (of, DisputeHashes.OfDispute(of.Id, receipt));

    public LeaseScene Of { get; }

    public Hash32 Id { get; }

    public StateRow.Dispute? Row => Of.Market.Row<StateRow.Dispute>(StateKey.Dispute(Id));

    public AccountId[] Panel => [.. Of.Market.AllRows().OfType<StateRow.Member>()
        .Where(member => (Row!.Panel & member.Bit) != 0).OrderBy(member => member.Number).Select(m => m.Id)];

    /// <param name="judges">Members beside the four; of those two sponsor the parties.</param>
    public static Market Consortium(int judges = 3) => Market.Open(large: true, judges: judges);

    public static DisputeScene Refused(LeaseScene posted) =>
        new(posted.Do(LeaseScene.Tenant, DisputeOps.Refuse(posted.Id)), receipt: 0);

    /// <summary>A slot of which the provider says it delivered all, the tenant a quarter.</summary>
    public static DisputeScene OfReceipt(Market market)
    {
        const ulong End = (Market.Slot + 1) * Market.Hour;
        LeaseScene lease = LeaseScene.Slot(market).Acknowledged().RunTo(End - Market.Hour).RunTo(End)
            .Do(LeaseScene.Provider, LeaseOps.Deliver(
                LeaseId(market), 1, End, LeaseScene.Lots * Market.Hour));
        lease.Do(LeaseScene.Tenant, DisputeOps.Open(lease.Id, 1, LeaseScene.Lots * Market.Hour / 4));
        return new DisputeScene(lease, receipt: 1);
    }

    public DisputeScene Drawn()
    {
        for (int i = 0; i < 3; i += 1) Of.Market.Run();
        return this;
    }

    /// <summary>The panel's first members vote so, all of them; then the window of reveals passes.</summary>
    public DisputeScene Decide(params Verdict[] verdicts)
    {
        AccountId[] panel = Panel;
        byte round = Row!.Round;
        for (int i = 0; i < verdicts.Length; i += 1)
            Of.Do(panel[i], DisputeOps.Commit(Id, round, panel[i], verdicts[i]));
        Of.Live(WindowMs);
        Require.That(Row!.Phase == DisputePhase.Revealing);
        for (int i = 0; i < verdicts.Length; i += 1)
            Of.Do(panel[i], DisputeOps.Reveal(Id, panel[i], verdicts[i]));
        Of.Live(WindowMs);
        return this;
    }

    /// <summary>Chains on which every field of disputes, ballots and reputation holds something.</summary>
    public static IEnumerable<Market> Filled()
    {
        Market refused = Consortium(), contested = Consortium();
        Refused(LeaseScene.Slot(refused).Posted());
        yield return refused;
        MakeNames(contested);
        DisputeScene scene = OfReceipt(contested).Drawn();
        AccountId[] panel = scene.Panel;
        foreach (AccountId judge in panel)
            scene.Of.Do(judge, DisputeOps.Commit(scene.Id, 1, judge, Verdict.Tenant));
        scene.Of.Live(WindowMs).Do(panel[0], DisputeOps.Reveal(scene.Id, panel[0], Verdict.Tenant));
        yield return contested;
    }

    /// <summary>A lease is served for a second, left and closed: both parties have a reputation.</summary>
    public static void MakeNames(Market market)
    {
        LeaseScene left = LeaseScene.Spot(market).Acknowledged();
        left.Do(LeaseScene.Provider, LeaseOps.Exit(left.Id));
        left.Do(LeaseScene.Provider, LeaseOps.Deliver(
            left.Id, 1, left.Lease!.Service.PeriodMs, 1, signer: LeaseScene.Tenant));
        Require.That(left.Lease is null);
    }

    private static Hash32 LeaseId(Market market) => market.AllRows().OfType<StateRow.Lease>().Single().Id;
}
