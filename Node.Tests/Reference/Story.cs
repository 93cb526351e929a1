using Chain.Tests.Ledger;
using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>
/// Blocks of a random history in a <see cref="Scene"/>. What happens is chosen by looking at the rows that
/// the reference has, mostly so that it is possible; now and then a field of it is something else.
/// </summary>
internal sealed class Story
{
    private readonly Scene scene;
    private readonly World world;
    private readonly Market market;
    private readonly Dice dice;
    private readonly TradeSource trade;
    private readonly LeaseSource leases;
    private readonly GovernanceSource governance;
    private readonly QuoteSource quotes;
    private readonly ResaleSource resale;
    private readonly OffenceSource offences;
    private readonly Mutation mutation;
    private readonly Theme theme;

    public Story(int seed, Scene scene, World world, Market market)
    {
        (this.scene, this.world, this.market, theme) = (scene, world, market, Themes.Of(seed));
        dice = new Dice(seed);
        trade = new TradeSource(scene, world, dice);
        leases = new LeaseSource(scene, world, dice);
        governance = new GovernanceSource(scene, world, dice);
        quotes = new QuoteSource(scene, world, dice, trade);
        resale = new ResaleSource(scene, world, dice, trade);
        mutation = new Mutation(dice, theme);
        // Apart, so that what else happens in the history of a seed does not depend on it.
        var other = new Dice(unchecked(seed * 11 + 5));
        offences = new OffenceSource(scene, world, other, new Mutation(other, theme));
    }

    /// <summary>Something to sell, and money that streams.</summary>
    public Transaction[] Opening() =>
    [
        .. scene.Traders.SelectMany(trader => scene.Products.Select(product =>
            Sign(trade.AttestorOf(trader), trade.Attest(trader, product, Delivery.Slot)))),
        .. scene.Traders.SelectMany(trader => scene.Products.Where(product => product.SpotListingPrice > 0)
            .Select(product => Sign(trade.AttestorOf(trader), trade.Attest(trader, product, Delivery.Spot)))),
        .. scene.Traders.Select(trader => Sign(trader, LeaseOps.Deposit(dice.Between(1, 3_000)))),
        .. theme == Theme.Resale ? resale.Opening().Select(one => Sign(one.Who, one.What)) : [],
    ];

    public (ulong TimestampMs, Transaction[] Transactions) Next()
    {
        int kind = theme == Theme.Trade || dice.OneIn(4) ? dice.Below(20)
            : theme == Theme.Resale ? 6 + dice.Below(8) : 9 + dice.Below(11);
        ulong step = kind switch
        {
            0 => 1,
            1 or 2 => dice.Between(60_000, 300_000),
            3 or 4 => dice.Between(600_000, 3_600_000),
            5 => dice.Between(3_600_000, 200_000_000),
            < 10 => dice.Between(15_000, 90_000),
            _ => dice.Between(1, 15_000),
        };
        var listed = new Transaction[dice.Below(22)];
        for (int i = 0; i < listed.Length; i += 1) listed[i] = Next(world.NowMs + step);
        return (world.NowMs + step, [.. Reports(), .. listed]);
    }

    private Transaction[] Reports() => offences.Next() is { } report
        ? [market.SignWith(report.Who, new PublicKey(Keys.PresentOf(world, report.Who)), report.What)] : [];

    private Transaction Next(ulong nowMs)
    {
        (AccountId who, Operation what) = Choose(nowMs);
        var operations = new List<Operation> { what };
        while (dice.OneIn(4))
        {
            (AccountId other, Operation more) = Choose(nowMs);
            if (other == who) operations.Add(more);
        }
        for (int i = 0; i < operations.Count; i += 1)
            if (dice.OneIn(9)) operations[i] = mutation.Of(operations[i]);
        return Sign(who, [.. operations]);
    }

    private (AccountId Who, Operation What) Choose(ulong nowMs)
    {
        if (theme != Theme.Trade && dice.OneIn(theme == Theme.Quotations ? 2 : 8))
            return quotes.Next(nowMs);
        if (theme != Theme.Trade && dice.OneIn(theme == Theme.Resale ? 2 : 8)
            && resale.Next(nowMs) is { } sale) return sale;
        int kind = dice.Below(20);
        if (kind < 9 && leases.Next(nowMs) is { } step) return step;
        return kind < 11 ? governance.Next(nowMs) : trade.Next(nowMs);
    }

    /// <summary>With the account's present key; now and then with another.</summary>
    private Transaction Sign(AccountId who, params Operation[] operations)
    {
        Hash32 key = dice.OneIn(80) ? scene.Bank.Bytes : Keys.PresentOf(world, who);
        return market.SignWith(who, new PublicKey(key), operations);
    }
}
