using Chain.Client;
using Chain.Tests.Ledger;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Reference;

/// <summary>What a few parties never come to in ten blocks: the ledger and the reference at limits.</summary>
public class LimitTests
{
    [Test]
    public void A_request_takes_32_quotations_and_one_wins_by_lot()
    {
        var beside = new Beside(Limits.QuotationsPerRequest + 2);
        AccountId tenant = beside.Traders[0];
        AccountId[] providers = beside.Traders[1..];
        beside.Block(1_000, [.. providers.Select(one => beside.Attest(one, 5))]);
        ReceiptStatus[] reasons = beside.Block(1_000,
        [
            (tenant, Client.Quotations.Open(
                Client.Quotations.Request(1, 2, 50, Beside.SlotOf(Beside.Product)))),
            .. providers.Select(one => (one, Client.Quotations.Commit(
                tenant, 1, Beside.SlotOf(Beside.Product), Commitment(beside, tenant, one, 50)))),
        ]);
        Assert.That(reasons[..^1], Is.All.EqualTo(ReceiptStatus.Ok));
        Assert.That(reasons[^1], Is.EqualTo(ReceiptStatus.TooManyQuotations));
        reasons = beside.Block(Beside.WindowMs, [.. providers.Select(one => (one,
            Client.Quotations.Reveal(tenant, 1, 50, Hash32.Zero, Hash32.Zero)))]);
        Assert.That(reasons[..^1], Is.All.EqualTo(ReceiptStatus.Ok));
        Assert.That(reasons[^1], Is.EqualTo(ReceiptStatus.WrongReveal));
        beside.Block(Beside.WindowMs);
        Assert.That(beside.World.Leases.Count, Is.EqualTo(1));
    }

    [Test]
    public void An_account_has_64_requests()
    {
        var beside = new Beside(1);
        ReceiptStatus[] reasons = beside.Block(1_000, [.. Enumerable
            .Range(1, Limits.RequestsPerAccount + 1).Select(i => (beside.Traders[0], Ask((ulong)i)))]);
        Assert.That(reasons[..^1], Is.All.EqualTo(ReceiptStatus.Ok));
        Assert.That(reasons[^1], Is.EqualTo(ReceiptStatus.TooManyOrders));
    }

    [Test]
    public void A_lease_of_a_slot_is_resold_16_times()
    {
        var beside = new Beside(Limits.Splits + 3);
        AccountId[] traders = beside.Traders;
        Instrument slot = Beside.SlotOf(Beside.Product);
        beside.Block(1_000, beside.Attest(traders[0], 5));
        beside.Block(1_000, (traders[0], Beside.Order(1, slot, Side.Sell, 5)),
            (traders[1], Beside.Order(1, slot, Side.Buy, 5)));
        for (int i = 1; i <= Limits.Splits; i += 1)
        {
            LeaseRow lease = beside.World.Leases.All.Single();
            if (i % 2 == 0) beside.Block(1_000, (lease.Provider, LeaseOps.Post(lease.Lease, 9)));
            beside.Block(1_000, (traders[i], Beside.Order(2, slot, Side.Sell, 5, lease.Lease)),
                (traders[i + 1], Beside.Order(1, slot, Side.Buy, 5)));
        }
        LeaseRow last = beside.World.Leases.All.Single();
        Assert.That(last.Splits, Is.EqualTo(Limits.Splits));
        Assert.That(beside.Block(1_000,
            (last.Tenant, Beside.Order(2, slot, Side.Sell, 5, last.Lease))),
            Is.EqualTo(new[] { ReceiptStatus.TooManySplits }));
    }

    [Test]
    public void A_SPOT_lease_passes_on_16_times()
    {
        Beside beside = WithSpotLease(out LeaseRow lease, Limits.Splits + 3);
        for (int i = 2; i <= Limits.Splits + 1; i += 1)
        {
            Assert.That(beside.Block(1_000, [.. HandedOver(lease), Offer(lease, beside.Traders[i], 3),
                (beside.Traders[i], LeaseOps.Deposit(9_000)), Accept(lease, beside.Traders[i], 3)]),
                Is.All.EqualTo(ReceiptStatus.Ok));
            Hash32 passed = lease.Lease;
            beside.Block(Beside.PeriodMs);
            lease = beside.World.Leases.All.Single(row => row.State == LeaseState.Booked);
            Assert.That(lease.Lease, Is.Not.EqualTo(passed));
        }
        Assert.That(beside.Block(1_000, [.. HandedOver(lease), Offer(lease, beside.Traders[0], 3)])[^1],
            Is.EqualTo(ReceiptStatus.TooManySplits));
    }

    /// <summary>M-604: a request is one lease, an accepted transfer one when it takes effect.</summary>
    [Test]
    public void Open_SPOT_leases_have_a_most_for_requests_and_takers_too()
    {
        Beside beside = WithSpotLease(out LeaseRow lease, 4);
        AccountId taker = beside.Traders[2];
        Operation bid = Beside.Order(1, Beside.Spot, Side.Buy, Limits.LeasesPerStream - 1);
        Operation more = Beside.Order(4, Beside.Spot, Side.Buy, 1);
        (bid.PlaceOrder.Limit, more.PlaceOrder.Limit) = (1, 1);
        Operation Request(ulong id) => Client.Quotations.Open(
            Client.Quotations.Request(id, 1, 50, Beside.Spot));
        beside.Block(1_000, HandedOver(lease));
        Assert.That(beside.Block(1_000, (taker, bid), (taker, Request(2)), (taker, Request(3)),
            Offer(lease, taker, 0), Accept(lease, taker, 0), (taker, Client.Quotations.Cancel(2)),
            Accept(lease, taker, 0), (taker, more)), Is.EqualTo(new[]
            {
                ReceiptStatus.Ok, ReceiptStatus.Ok, ReceiptStatus.TooManyLeases, ReceiptStatus.Ok,
                ReceiptStatus.TooManyLeases, ReceiptStatus.Ok, ReceiptStatus.Ok, ReceiptStatus.Ok,
            }));
        int fails = beside.World.Census.Of(Happenings.TransferFails);
        beside.Block(Beside.PeriodMs);
        Assert.That(beside.World.Census.Of(Happenings.TransferFails), Is.EqualTo(fails + 1));
    }

    [Test]
    public void What_is_locked_is_at_most_2_to_the_62()
    {
        Beside beside = WithSpotLease(out LeaseRow lease, 4);
        (AccountId provider, AccountId tenant) = (beside.Traders[0], beside.Traders[1]);
        const ulong Lots = 1 << 23;
        RequestQuotes costly = Client.Quotations.Request(3, Lots, 1, Beside.SlotOf(Beside.Costly));
        RequestQuotes large =
            Client.Quotations.Request(4, Limits.Lots, Limits.Price, Beside.SlotOf(Beside.Product));
        Assert.That(beside.Block(1_000, beside.Attest(provider, Lots, Beside.Costly),
            (tenant, Client.Quotations.Open(costly)), (provider, Client.Quotations.Commit(tenant, 3,
                Beside.SlotOf(Beside.Costly), Commitment(beside, tenant, provider, 1))),
            (tenant, Client.Quotations.Open(large))), Is.EqualTo(new[]
            {
                ReceiptStatus.Ok, ReceiptStatus.Ok, ReceiptStatus.Overflow, ReceiptStatus.Overflow,
            }));
        Assert.That(beside.Block(1_000, [.. HandedOver(lease),
            Offer(lease, beside.Traders[2], Limits.Notional),
            Accept(lease, beside.Traders[2], Limits.Notional)])[^1], Is.EqualTo(ReceiptStatus.Overflow));
    }

    private static Operation Ask(ulong id) =>
        Client.Quotations.Open(Client.Quotations.Request(id, 1, 50, Beside.SlotOf(Beside.Product)));

    private static Hash32 Commitment(Beside beside, AccountId tenant, AccountId provider, ulong price) =>
        Hashes.OfQuote(beside.World, tenant, price == 1 ? 3u : 1, provider, price, Hash32.Zero, Hash32.Zero);

    /// <summary>Five lots of the second trader's from the first.</summary>
    private static Beside WithSpotLease(out LeaseRow lease, int traders)
    {
        var beside = new Beside(traders);
        (AccountId provider, AccountId tenant) = (beside.Traders[0], beside.Traders[1]);
        beside.Block(1_000, beside.AttestSpot(provider, 20_000), (tenant, LeaseOps.Deposit(9_000)));
        beside.Block(1_000, (provider, Beside.Order(1, Beside.Spot, Side.Sell, 5)),
            (tenant, Beside.Order(1, Beside.Spot, Side.Buy, 5)));
        lease = beside.World.Leases.All.Single();
        return beside;
    }

    private static (AccountId Who, Operation What)[] HandedOver(LeaseRow lease) =>
    [
        (lease.Provider, LeaseOps.Post(lease.Lease, 9)), (lease.Tenant, LeaseOps.Acknowledge(lease.Lease)),
    ];

    private static (AccountId Who, Operation What) Offer(LeaseRow lease, AccountId taker, ulong price) =>
        (lease.Tenant, LeaseOperations.OfferTransfer(lease.Lease, taker, lease.Lots, price));

    private static (AccountId Who, Operation What) Accept(LeaseRow lease, AccountId taker, ulong price) =>
        (taker, LeaseOperations.AcceptTransfer(lease.Lease, lease.Lots, price, ByteString.Empty));
}
