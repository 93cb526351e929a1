using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>One request for ten lots, on its way to a winner; the tenant is of the first party.</summary>
internal sealed class QuoteScene
{
    public const ulong Id = 7, Lots = 10, Reserve = 100;

    public static readonly ulong WindowMs = Market.Quick[ChainParameter.CommitMs];
    public static readonly AccountId Tenant = Market.Trader(0);
    public static readonly AccountId A = Market.Trader(1), B = Market.Trader(2), C = Market.Trader(3);

    private QuoteScene(Market market, ulong? slot) => (Market, Slot) = (market, slot);

    public Market Market { get; }

    /// <summary>Null: SPOT.</summary>
    public ulong? Slot { get; }

    public ulong NowMs => Market.State.TimestampMs;

    public StateRow.Request? Row => Market.Row<StateRow.Request>(StateKey.Request(Tenant, Id));

    public StateRow.Lease? Lease => Market.AllRows().OfType<StateRow.Lease>().SingleOrDefault();

    public LedgerEvent[] Events => [.. Market.Outcomes.SelectMany(outcome => outcome.Events)];

    /// <summary>Of a slot; three providers have ten lots each.</summary>
    public static QuoteScene OfSlot(
        ulong slot = Market.Slot, Market? on = null, AccountId deliveryKey = default)
    {
        Market market = on ?? Market.Open(large: true);
        for (int party = 1; party <= 3; party += 1) market.Attest(party, 0, Lots, slot);
        Operation asked = QuoteOps.Request(Id, Lots, Reserve, slot);
        if (deliveryKey != default) asked.RequestQuotes.DeliveryKey = Market.Bytes(deliveryKey);
        return new QuoteScene(market, slot).Do(Tenant, asked);
    }

    /// <param name="reserve">Per lot and hour.</param>
    /// <param name="untilMs">Of each attestation; the default is far away.</param>
    public static QuoteScene OfSpot(ulong reserve = 80, ulong untilMs = Market.Start + 300 * Market.Hour)
    {
        Market market = Market.Open(large: true);
        for (int party = 1; party <= 3; party += 1)
            Require.That(market.Try(Market.AttestorOf(party), Ops.AttestSpot(
                Market.Trader(party), Lots, untilMs)) == ReceiptStatus.Ok);
        return new QuoteScene(market, null).Do(Tenant, QuoteOps.Request(Id, Lots, reserve, (ulong?)null));
    }

    public StateRow.Quotation? QuotationOf(AccountId provider) =>
        Market.Row<StateRow.Quotation>(StateKey.Quotation(Tenant, Id, provider));

    public ReceiptStatus Try(AccountId account, Operation operation) => Market.Try(account, operation);

    public QuoteScene Do(AccountId account, Operation operation)
    {
        ReceiptStatus status = Market.Try(account, operation);
        Require.That(status == ReceiptStatus.Ok, $"{operation.KindCase}: {status}");
        return this;
    }

    public QuoteScene Commit(AccountId provider, ulong price) =>
        Do(provider, QuoteOps.Commit(Tenant, Id, provider, price, Slot));

    public QuoteScene Reveal(AccountId provider, ulong price) =>
        Do(provider, QuoteOps.Reveal(Tenant, Id, provider, price));

    /// <summary>The running window passes, in blocks of as much live time as one may take.</summary>
    public QuoteScene Window()
    {
        ulong deadline = Row!.DeadlineMs;
        RequestPhase phase = Row.Phase;
        while (Row is { } row && row.Phase == phase && row.DeadlineMs == deadline)
            Market.RunAt(NowMs + Limits.LiveStepMs);
        return this;
    }

    /// <summary>Each commits, and all reveal but those with a negative price.</summary>
    public QuoteScene Quote(params (AccountId Provider, long Price)[] quotes)
    {
        foreach ((AccountId provider, long price) in quotes) Commit(provider, (ulong)Math.Abs(price));
        Window();
        foreach ((AccountId provider, long price) in quotes)
            if (price >= 0) Reveal(provider, (ulong)price);
        return this;
    }

    /// <summary>A chain on which every field of requests and quotations holds something.</summary>
    public static Market Filled()
    {
        QuoteScene scene = OfSlot();
        RequestQuotes more = QuoteOps.Request(8, 1, 100, Market.Slot, Market.Slot + 1).RequestQuotes;
        more.DeliveryKey = Market.Bytes(Market.Key(77));
        scene.Quote((A, 90), (B, -85)).Do(Tenant, new Operation { RequestQuotes = more });
        return scene.Market;
    }
}
