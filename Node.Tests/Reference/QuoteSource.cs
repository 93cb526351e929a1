using Chain.Tests.Ledger;
using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>Requests for quotation and what providers say to them in a random history.</summary>
internal sealed class QuoteSource(Scene scene, World world, Dice dice, TradeSource trade)
{
    private readonly Dictionary<(AccountId Tenant, ulong Id, AccountId Provider), Sealed> committed = [];

    // Of the block that is being listed: they are no rows yet.
    private readonly List<RequestRow> asked = [];
    private ulong askedAt;

    private readonly record struct Sealed(ulong Price, Hash32 Salt, Hash32 Offer);

    public (AccountId Who, Operation What) Next(ulong nowMs)
    {
        if (askedAt != world.Height) asked.Clear();
        askedAt = world.Height;
        ulong live = world.Live + Math.Min(nowMs - world.NowMs, Limits.LiveStepMs);
        bool PassesOn(RequestRow row) => row.Deadline <= live;
        // Not of those that will have been decided by then.
        IEnumerable<RequestRow> open = dice.OneIn(4) ? asked
            : world.Requests.All.Where(row => !row.IsRevealing || !PassesOn(row) || dice.OneIn(12));
        if (dice.OneIn(6) || dice.PickAny(open) is not { } request) return Ask(nowMs);
        QuotationRow[] quotations = Requests.QuotationsOf(world, request);
        if (dice.OneIn(16))
            return (request.Account, Client.Quotations.Cancel(dice.OneIn(4) ? 1 : request.ClientId));
        if (dice.OneIn(12) && dice.PickAny(quotations) is { } some) return Revoke(some);
        bool reveals = request.IsRevealing || PassesOn(request);
        if (reveals == dice.OneIn(12)) return Commit(request);
        QuotationRow? own = dice.PickAny(quotations.Where(row => !row.IsRevealed || dice.OneIn(4)));
        if (own is null) return Ask(nowMs);
        return (dice.OneIn(12) ? dice.Pick(scene.Traders) : own.Provider, Reveal(request, own.Provider));
    }

    /// <summary>Of the capacity that it holds lots of.</summary>
    private (AccountId Who, Operation What) Revoke(QuotationRow quotation)
    {
        (AccountId provider, Book book) = (quotation.Provider, quotation.Book);
        CapacityRow capacity = Capacity.Find(world, provider, book)!;
        ulong lots = dice.Between(0, capacity.Offered);
        return (Governance.Present(world, capacity.Attestor), book.IsSpot
            ? Ops.Revoke(provider, lots, product: book.Product)
            : Ops.Revoke(provider, lots, book.Slot, book.Slot, book.Product));
    }

    private (AccountId Who, Operation What) Ask(ulong nowMs)
    {
        AccountId who = dice.Pick(scene.Traders);
        CreateProduct product = dice.Pick(scene.Products);
        Instrument instrument = trade.Instrument(product, nowMs);
        ulong most = 12;
        if (!dice.OneIn(5) && dice.PickAny(world.Capacities.All.Where(row => row.Free > 0
            && !Books.IsClosed(world, row.Book))) is { } free)
        {
            (product, instrument) = (world.Terms(free.Book.Product), free.Book.Name);
            most = Math.Min(most, free.Free);
        }
        ulong least = dice.OneIn(9) ? 1 : product.MinOrderLots;
        ulong step = product.Tick, listing = instrument.Delivery == Delivery.Spot
            ? product.SpotListingPrice : product.ListingPrice;
        List<Instrument> instruments = [instrument];
        while (dice.OneIn(3))
        {
            CreateProduct other = dice.OneIn(2) ? product : dice.Pick(scene.Products);
            Instrument more = trade.Instrument(other, nowMs);
            if (!dice.OneIn(8) && (more.Delivery != instrument.Delivery || instruments.Contains(more)))
                continue;
            instruments.Add(more);
            if (step % other.Tick != 0) step *= other.Tick;
        }
        ulong reserve = Math.Max(1, listing * dice.Between(7, 13) / 10 / step) * step;
        RequestQuotes request = Client.Quotations.Request(
            dice.OneIn(9) ? trade.OldId(who) : trade.NewId(who),
            dice.Between(least, Math.Max(least, most)), reserve, instruments);
        if (dice.OneIn(4)) request.DeliveryKey = DisputeOps.DeliveryKey;
        asked.Add(new RequestRow(who, request.ClientOrderId, request.Lots, reserve, 0, 0, false,
            ulong.MaxValue, request.DeliveryKey, [.. instruments.Select(one =>
                new Book(one.Product, one.Delivery, one.Slot))]));
        return (who, Client.Quotations.Open(request));
    }

    private (AccountId Who, Operation What) Commit(RequestRow request)
    {
        Book book = dice.Pick(request.Books);
        AccountId provider = dice.Pick(scene.Traders);
        if (!dice.OneIn(8) && dice.PickAny(world.Capacities.All.Where(row =>
            request.Books.Contains(row.Book) && row.Free >= request.Lots
            && world.PartyOf(row.Provider) != world.PartyOf(request.Account)
            && !committed.ContainsKey((request.Account, request.ClientId, row.Provider)))) is { } able)
            (book, provider) = (able.Book, able.Provider);
        (AccountId, ulong, AccountId) key = (request.Account, request.ClientId, provider);
        if (!committed.TryGetValue(key, out Sealed price) || dice.OneIn(4))
            committed[key] = price = new Sealed(Price(request, book),
                TaggedHash.Genesis.Of(provider.Bytes.Span),
                dice.OneIn(2) ? Hash32.Zero : TaggedHash.Genesis.Of([1]));
        if (dice.OneIn(12)) book = dice.PickAny(world.Capacities.All)?.Book ?? book;
        return (provider, Client.Quotations.Commit(request.Account, request.ClientId, book.Name,
            Hashes.OfQuote(world, request.Account, request.ClientId, provider, price.Price, price.Salt,
                price.Offer)));
    }

    /// <summary>Mostly one of three that could win.</summary>
    private ulong Price(RequestRow request, Book book)
    {
        ulong tick = world.Terms(book.Product).Tick;
        ulong down = dice.OneIn(3) ? tick * dice.Between(1, 2) : 0;
        if (dice.OneIn(12)) return request.Reserve + tick;
        if (dice.OneIn(12)) return dice.Between(0, request.Reserve);
        return request.Reserve > down ? request.Reserve - down : request.Reserve;
    }

    private Operation Reveal(RequestRow request, AccountId provider)
    {
        Sealed price = committed.GetValueOrDefault((request.Account, request.ClientId, provider));
        if (dice.OneIn(12)) price = price with { Price = price.Price + 1 };
        return Client.Quotations.Reveal(
            request.Account, request.ClientId, price.Price, price.Salt, price.Offer);
    }
}
