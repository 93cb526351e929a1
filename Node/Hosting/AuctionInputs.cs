using Chain.Client.Replay;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Node.Hosting;

/// <summary>
/// What goes into one book's auction, from the rows of the state as they stand when the block's last
/// transaction has run: the orders that are eligible (M-406), R (M-403), and the bundles that wait.
/// </summary>
internal sealed class AuctionInputs
{
    private readonly Instrument instrument;
    private readonly ulong nowMs;
    private readonly Dictionary<AccountId, string> parties = [];
    private readonly Dictionary<AccountId, ulong> frozenUntil = [];
    private readonly Dictionary<AccountId, ulong> offeredUntil = [];
    private readonly List<StateRow.Order> orders = [];
    private readonly Dictionary<(AccountId, ulong), StateRow.Bundle> bundles = [];
    private StateRow.Instrument? row;
    private CreateProduct? terms;

    /// <param name="nowMs">The block's timestamp.</param>
    public AuctionInputs(IEnumerable<StateRow> rows, Instrument instrument, ulong nowMs)
    {
        this.instrument = instrument;
        this.nowMs = nowMs;
        foreach (StateRow any in rows) Take(any);
    }

    public CreateProduct? Product => terms;

    /// <summary>The bundle whose leg stands in a transcript; null where none waited.</summary>
    public StateRow.Bundle? BundleOf(AccountId account, ulong clientOrderId) =>
        bundles.GetValueOrDefault((account, clientOrderId));

    /// <summary>The book without legs.</summary>
    public ReplayBook Book(Hash32 parent) => new(
        instrument, Reference(), terms!.Tick, terms.MinOrderLots, parent,
        [.. orders.Where(IsEligible).Select(OrderOf)]);

    /// <summary>A leg as an order of this book (M-506).</summary>
    public ReplayOrder LegOf(StateRow.Bundle bundle, Hash32 parent)
    {
        StateRow.Leg leg = LegIn(bundle)!.Value;
        ulong limit = Math.Min(bundle.Limit / leg.Lots, 1UL << 40) / terms!.Tick * terms.Tick;
        return new ReplayOrder(
            bundle.Owner, bundle.ClientOrderId, parties[bundle.Owner], Buys: true, limit,
            bundle.AgedMs / 60_000, leg.Lots, Minimum: leg.Lots, PostOnly: false, Immediate: false, 0)
        {
            Group = ReplayBook.GroupOf(bundle.Owner, bundle.ClientOrderId, parent),
        };
    }

    /// <summary>What a bundle wants of this book; null: nothing.</summary>
    public StateRow.Leg? LegIn(StateRow.Bundle bundle)
    {
        foreach (StateRow.Leg leg in bundle.Legs)
            if (IsOf(leg.ProductName, bundle.Delivery, leg.Slot)) return leg;
        return null;
    }

    private void Take(StateRow any)
    {
        switch (any)
        {
            case StateRow.Account account:
                parties.Add(account.Id, account.PartyName);
                break;
            case StateRow.Product product when product.Name == instrument.Product:
                terms = product.Terms;
                break;
            case StateRow.Instrument book when IsOf(book.ProductName, book.Delivery, book.Slot):
                row = book;
                break;
            case StateRow.Order order when IsOf(order.ProductName, order.Delivery, order.Slot):
                orders.Add(order);
                break;
            case StateRow.Freeze freeze:
                frozenUntil.Add(freeze.Frozen, freeze.UntilMs);
                break;
            case StateRow.Capacity capacity
                when IsOf(capacity.ProductName, capacity.Delivery, capacity.Slot):
                offeredUntil.Add(capacity.Provider, capacity.UntilMs);
                break;
            case StateRow.Bundle bundle:
                bundles.Add((bundle.Owner, bundle.ClientOrderId), bundle);
                break;
        }
    }

    private bool IsOf(string product, Delivery delivery, ulong slot) =>
        (product, delivery, slot) == (instrument.Product, instrument.Delivery, instrument.Slot);

    /// <summary>Not one that only waits for due work to remove it.</summary>
    private bool IsEligible(StateRow.Order order)
    {
        const ulong lifetimeMs = 30UL * 24 * 3_600_000;
        ulong expires = order.Conditions?.ExpiresMs ?? 0;
        ulong ends = expires > 0 ? expires
            : order.EnteredMs > ulong.MaxValue - lifetimeMs ? ulong.MaxValue : order.EnteredMs + lifetimeMs;
        if (ends <= nowMs || frozenUntil.GetValueOrDefault(order.Owner) > nowMs) return false;
        return order.Side == Side.Buy || order.Delivery == Delivery.Slot || offeredUntil[order.Owner] > nowMs;
    }

    private ReplayOrder OrderOf(StateRow.Order order)
    {
        OrderConditions? some = order.Conditions;
        ulong minimum = some is null ? 0 : some.AllOrNone ? order.Remaining : some.MinimumFill;
        // Post-only says something of new orders alone (M-406).
        bool isNew = row is { TouchedMs: > 0 } && order.EnteredMs >= row.TouchedMs;
        return new ReplayOrder(
            order.Owner, order.ClientOrderId, parties[order.Owner], order.Side == Side.Buy, order.Limit,
            order.EnteredMs / 60_000, order.Remaining, minimum, isNew && some is { PostOnly: true },
            order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok, some?.Exclusions ?? 0u)
        {
            Source = some?.Source ?? default,
        };
    }

    /// <summary>R in this block (M-403).</summary>
    private ulong Reference()
    {
        if (row is null)
            return instrument.Delivery == Delivery.Spot ? terms!.SpotListingPrice : terms!.ListingPrice;
        bool moves = row.Minute < nowMs / 60_000 && row.PartyC.Length > 0
            && row.MinuteLots >= terms!.MinOrderLots;
        if (!moves) return row.Reference;
        Int128 reference = row.Reference, tick = terms!.Tick;
        Int128 average = (Int128)(row.MinuteNotional / row.MinuteLots) / tick * tick;
        Int128 most = Int128.Max(tick, reference / 16 / tick * tick);
        return (ulong)(reference + Int128.Clamp(average - reference, -most, most));
    }
}
