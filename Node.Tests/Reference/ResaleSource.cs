using Chain.Client;
using Chain.Tests.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Reference;

/// <summary>Leases that are sold on, and what must be there for it, in a random history.</summary>
internal sealed class ResaleSource(Scene scene, World world, Dice dice, TradeSource trade)
{
    // What answers to what is listed already, in the same block.
    private readonly Queue<(AccountId Who, Operation What)> answers = new();

    /// <summary>Leases of each product from the first block on.</summary>
    public IEnumerable<(AccountId Who, Operation What)> Opening()
    {
        foreach (CreateProduct product in scene.Products)
        {
            AccountId provider = scene.Traders[0], tenant = scene.Traders[^1];
            ulong slot = (world.NowMs + product.LeadMs) / product.SlotMs + dice.Between(2, 4);
            yield return (trade.AttestorOf(provider), Ops.Attest(provider, 60, slot, product.Product, slot));
            yield return (trade.AttestorOf(provider), Ops.AttestSpot(
                provider, 60, world.NowMs + dice.Number(400_000, 3_000_000), product.Product));
            foreach (Delivery delivery in new[] { Delivery.Slot, Delivery.Spot })
            {
                var book = new Book(product.Product, delivery, delivery == Delivery.Slot ? slot : 0);
                yield return (provider, Plain(provider, book, Side.Sell, 30));
                yield return (tenant, Plain(tenant, book, Side.Buy, dice.Between(4, 20)));
                tenant = dice.Pick(scene.Traders);
                yield return (tenant, Plain(tenant, book, Side.Buy, dice.Between(4, 20)));
            }
        }
    }

    /// <summary>Without conditions, at a price that meets what is there.</summary>
    private Operation Plain(AccountId who, Book book, Side side, ulong lots)
    {
        CreateProduct product = world.Terms(book.Product);
        ulong listing = book.IsSpot ? product.SpotListingPrice : product.ListingPrice;
        return new Operation
        {
            PlaceOrder = new PlaceOrder
            {
                ClientOrderId = trade.NewId(who),
                Instrument = book.Name,
                Side = side,
                Lots = lots,
                Limit = side == Side.Buy ? 2 * listing : product.Tick,
                TimeInForce = TimeInForce.Gtc,
            },
        };
    }

    public (AccountId Who, Operation What)? Next(ulong nowMs)
    {
        if (!dice.OneIn(4) && answers.TryDequeue(out (AccountId, Operation) answer)) return answer;
        if (dice.OneIn(2) && dice.PickAny(world.Transfers.All) is { } transfer) return Answer(transfer);
        if (dice.OneIn(3) && dice.PickAny(world.Orders.All.Where(row => row.Source is not null)) is { } ask)
            return dice.OneIn(9) ? OfSource(ask) : Buy(dice.Pick(scene.Traders), ask, nowMs);
        bool spot = dice.OneIn(2);
        LeaseRow? lease = dice.PickAny(world.Leases.All
            .Where(row => row.Book.IsSpot == spot && (IsSellable(row) || dice.OneIn(12))));
        if (lease is null || dice.OneIn(spot ? 6 : 3)) return Match(spot, nowMs);
        if (spot) return OfSpot(lease);
        return dice.OneIn(6) ? (lease.Provider, LeaseOps.Post(lease.Lease, (int)dice.Between(1, 60)))
            : (lease.Tenant, Ask(lease, nowMs));
    }

    /// <summary>It is handed over while lots of it are for sale, and perhaps refused.</summary>
    private (AccountId Who, Operation What) OfSource(OrderRow ask)
    {
        LeaseRow lease = world.Leases.Find(LeaseRow.KeyOf(ask.Source!.Value))!;
        Operation refusal = LeaseSource.Refuse(lease, ByteString.CopyFrom(DisputeOps.Key.Span));
        if (lease.PostedMs != 0) return (lease.Tenant, refusal);
        if (dice.OneIn(2)) answers.Enqueue((lease.Tenant, refusal));
        return (lease.Provider, LeaseOps.Post(lease.Lease, (int)dice.Between(1, 60)));
    }

    private (AccountId Who, Operation What) OfSpot(LeaseRow lease)
    {
        if (!lease.Acknowledged && !dice.OneIn(12))
        {
            answers.Enqueue((lease.Tenant, LeaseOps.Acknowledge(lease.Lease)));
            if (dice.OneIn(2)) answers.Enqueue((lease.Tenant, Offer(lease)));
            return (lease.Provider, LeaseOps.Post(lease.Lease, (int)dice.Between(1, 60)));
        }
        bool waits = world.Transfers.Find(TransferRow.KeyOf(lease.Lease)) is not null;
        return (lease.Tenant, (waits && !dice.OneIn(6)) || dice.OneIn(6)
            ? LeaseOps.Deposit(dice.Between(1, 9_000), Contracts.Terms(world, lease).Asset) : Offer(lease));
    }

    private bool IsSellable(LeaseRow lease) => lease.Book.IsSpot
        ? lease is { State: not LeaseState.Ended, EndMs: 0 }
        : lease.State == LeaseState.Booked && !Books.IsClosed(world, lease.Book);

    /// <summary>Of something that is for sale, by who pays what it costs.</summary>
    private (AccountId Who, Operation What) Buy(AccountId who, OrderRow ask, ulong nowMs)
    {
        CreateProduct product = world.Terms(ask.Book.Product);
        PlaceOrder order = trade.Order(who, product, ask.Book.Name, nowMs).PlaceOrder;
        (order.Side, order.Lots) = (Side.Buy, dice.Between(product.MinOrderLots, ask.Remaining + 3));
        order.MinimumFillLots = Math.Min(order.MinimumFillLots, order.Lots);
        order.Limit = Math.Max(ask.Limit, order.Limit);
        return (who, new Operation { PlaceOrder = order });
    }

    private Operation Ask(LeaseRow lease, ulong nowMs)
    {
        CreateProduct product = world.Terms(lease.Book.Product);
        PlaceOrder order = trade.Order(lease.Tenant, product, lease.Book.Name, nowMs).PlaceOrder;
        ulong left = lease.Lots;
        foreach (OrderRow other in Resale.AsksOf(world, lease.Lease)) left -= other.Remaining;
        order.Lots = dice.OneIn(3) && left > 0 ? left : dice.Between(1, lease.Lots);
        order.MinimumFillLots = Math.Min(order.MinimumFillLots, order.Lots);
        if (!dice.OneIn(9)) order.DeliveryKey = ByteString.Empty;
        if (dice.OneIn(2)) order.Limit = product.Tick;
        return LeaseOperations.Resell(order, lease.Lease);
    }

    private Operation Offer(LeaseRow lease)
    {
        AccountId taker = dice.OneIn(12) ? lease.Provider : dice.Pick(scene.Traders);
        ulong least = Contracts.Terms(world, lease).MinOrderLots;
        ulong lots = dice.OneIn(3) || lease.Lots < 2 * least ? lease.Lots
            : dice.Between(dice.OneIn(6) ? 1 : least, lease.Lots - (dice.OneIn(6) ? 0 : least));
        ulong price = dice.OneIn(3) ? 0 : dice.Between(0, dice.Number(20, 3_000));
        if (!dice.OneIn(3)) answers.Enqueue((taker, Accept(lease.Lease, lots, price)));
        return LeaseOperations.OfferTransfer(lease.Lease, taker, lots, price);
    }

    private Operation Accept(Hash32 lease, ulong lots, ulong price) => LeaseOperations.AcceptTransfer(
        lease, lots, dice.OneIn(12) ? price + 1 : price,
        dice.OneIn(3) ? DisputeOps.DeliveryKey : ByteString.Empty);

    private (AccountId Who, Operation What) Answer(TransferRow transfer)
    {
        LeaseRow lease = world.Leases.Find(LeaseRow.KeyOf(transfer.Lease))!;
        if (dice.OneIn(9)) return (lease.Tenant, LeaseOperations.WithdrawTransfer(transfer.Lease));
        if (dice.OneIn(16)) return (lease.Tenant, LeaseOps.Notice(transfer.Lease));
        // So that the stream is dry by the end of the period.
        if (dice.OneIn(9))
            return (lease.Tenant, LeaseOps.Withdraw(
                Streams.Of(world, lease)!.Funds, Contracts.Terms(world, lease).Asset));
        return (dice.OneIn(9) ? dice.Pick(scene.Traders) : transfer.Taker,
            Accept(transfer.Lease, transfer.Lots, transfer.Price));
    }

    /// <summary>An ask of a capacity, or a bid that meets what is there: so that there are leases.</summary>
    private (AccountId Who, Operation What)? Match(bool spot, ulong nowMs)
    {
        bool sells = dice.OneIn(2);
        if (dice.PickAny(world.Capacities.All.Where(row => row.Book.IsSpot == spot
            && (sells ? row.Free : row.Offered) > 0
            && (spot ? row.UntilMs > nowMs + 60_000 : !Books.IsClosed(world, row.Book)))) is not { } row)
            return null;
        CreateProduct product = world.Terms(row.Book.Product);
        AccountId who = sells ? row.Provider : dice.Pick(scene.Traders);
        return (who, Plain(who, row.Book, sells ? Side.Sell : Side.Buy,
            dice.Between(product.MinOrderLots, Math.Max(product.MinOrderLots, 12))));
    }
}
