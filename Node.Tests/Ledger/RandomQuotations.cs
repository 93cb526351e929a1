using Chain.Client;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>
/// What tenants ask for and providers quote in random histories, from a seed of its own. A price follows from
/// request and provider, so that whoever reveals knows it.
/// </summary>
internal sealed class RandomQuotations(int seed)
{
    private readonly Random random = new(unchecked(seed * 29 + 11));

    /// <param name="market">With its rows as the block's parent has them.</param>
    /// <param name="trader">Any of the accounts that trade, by a number.</param>
    /// <param name="newId">A client order id that the account has not used.</param>
    public IEnumerable<(AccountId Who, Operation What)> Next(
        Market market, Func<int, AccountId> trader, Func<AccountId, ulong> newId)
    {
        StateRow.Request[] open = [.. market.AllRows().OfType<StateRow.Request>().OrderBy(row => row.Id)];
        if (random.Next(3) == 0)
        {
            AccountId tenant = trader(random.Next(1_000));
            yield return (tenant, Ask(newId(tenant)));
        }
        foreach (StateRow.Request request in open)
        {
            if (random.Next(40) == 0) yield return (request.Tenant, Quotations.Cancel(request.ClientOrderId));
            if (request.Phase == RequestPhase.Revealing)
                foreach ((AccountId, Operation) reveal in Reveals(market, request)) yield return reveal;
            else if (random.Next(2) == 0)
            {
                AccountId provider = trader(random.Next(1_000));
                StateRow.Acceptable one = request.Instruments[random.Next(request.Instruments.Count)];
                yield return (provider, QuoteOps.Commit(request.Tenant, request.ClientOrderId, provider,
                    PriceOf(request, provider), request.Delivery == Delivery.Spot ? null : one.Slot));
            }
        }
    }

    private Operation Ask(ulong id)
    {
        ulong slot = Market.FirstSlot + (ulong)random.Next(1, 4), lots = (ulong)random.Next(1, 12);
        ulong reserve = (ulong)random.Next(14, 27) * 5;
        return random.Next(3) switch
        {
            0 => QuoteOps.Request(id, lots, reserve, (ulong?)null),
            1 => QuoteOps.Request(id, lots, reserve, slot),
            _ => QuoteOps.Request(id, lots, reserve, slot, slot + 1),
        };
    }

    private IEnumerable<(AccountId, Operation)> Reveals(Market market, StateRow.Request request)
    {
        foreach (StateRow.Quotation quotation in market.AllRows().OfType<StateRow.Quotation>()
            .Where(row => (row.Tenant, row.ClientOrderId) == (request.Tenant, request.ClientOrderId))
            .OrderBy(row => row.Provider).ToList())
        {
            bool never = (request.Id.Prefix ^ quotation.Provider.Bytes.Prefix) % 5 == 0;
            if (never || random.Next(3) == 0) continue;
            ulong price = PriceOf(request, quotation.Provider) + (random.Next(10) == 0 ? 5UL : 0);
            yield return (quotation.Provider, QuoteOps.Reveal(
                request.Tenant, request.ClientOrderId, quotation.Provider, price));
        }
    }

    /// <summary>Mostly below the reserve, now and then off the tick; few different ones: some tie.</summary>
    private static ulong PriceOf(StateRow.Request request, AccountId provider)
    {
        ulong mixed = request.Id.Prefix ^ provider.Bytes.Prefix;
        return (12 + mixed / 5 % 8) * 5 + (mixed % 23 == 0 ? 1UL : 0);
    }
}
