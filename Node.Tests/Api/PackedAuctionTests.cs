using Chain.Ledger;
using Chain.Node.Execution;
using Chain.Tests.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Api;

/// <summary>Transcripts as they are stored: nothing is lost, and little is written.</summary>
public class PackedAuctionTests
{
    private const int Orders = 4_000, Accounts = 100;

    [Test]
    public void A_large_auction_takes_some_ten_bytes_an_order()
    {
        AuctionResult auction = Busy(seed: 1);
        byte[] packed = PackedAuction.Pack(auction);
        int perOrder = (packed.Length - Accounts * Hash32.Size) / Orders;
        TestContext.Out.WriteLine(
            $"{packed.Length} bytes for {Orders} orders of {Accounts} accounts: {perOrder} each");
        Assert.That(perOrder, Is.LessThanOrEqualTo(11));
    }

    [Test]
    public void Everything_is_read_back([Range(1, 20)] int seed)
    {
        AuctionResult auction = Busy(seed);
        Auction read = PackedAuction.Unpack(PackedAuction.Pack(auction));
        AccountId Account(uint place) => new(new Hash32(read.Accounts[(int)place].Account.Span));
        var fills = auction.Fills.ToDictionary(fill => (fill.Account, fill.ClientOrderId), fill => fill.Lots);
        Assert.That(
            read.Orders.Select(order => (new Entrant(
                Account(order.Account), order.ClientOrderId, order.Side, order.Limit, order.Age, order.Lots,
                order.Minimum, Kind(order), (byte)order.Exclusions), order.Fill)),
            Is.EqualTo(auction.Entrants.Select(entrant => (
                entrant, fills.GetValueOrDefault((entrant.Account, entrant.ClientOrderId))))));
        Assert.That(
            read.Exclusions.Select(e => new Exclusion(Account(e.Account), e.ClientOrderId, e.Side,
                (AuctionReason)e.Reason, (int)e.Pass)),
            Is.EqualTo(auction.Exclusions));
        Assert.That(
            read.Cancellations.Select(c => new Cancellation(Account(c.Account), c.ClientOrderId, c.Side,
                (AuctionReason)c.Reason, c.Lots)),
            Is.EqualTo(auction.Cancellations));
    }

    [Test]
    public void Every_reason_has_its_number_in_the_schema()
    {
        foreach (AuctionReason reason in Enum.GetValues<AuctionReason>())
            Assert.That(Enum.IsDefined((AuctionReasonKind)reason), $"{reason}");
    }

    private static EntrantKind Kind(AuctionOrder order) =>
        (order.PostOnly ? EntrantKind.PostOnly : EntrantKind.Plain)
        | (order.Immediate ? EntrantKind.Immediate : EntrantKind.Plain)
        | (order.Leg ? EntrantKind.Leg : EntrantKind.Plain);

    /// <summary>Ids are times in milliseconds, as the command line makes them; limits are close together.</summary>
    private static AuctionResult Busy(int seed)
    {
        var random = new Random(seed);
        var entrants = new List<Entrant>();
        for (int i = 0; i < Orders; i += 1)
        {
            bool plain = random.Next(10) > 0;
            entrants.Add(new Entrant(
                Market.Key(random.Next(Accounts)), 1_796_000_000_000 + (ulong)random.Next(3_600_000),
                i < Orders / 2 ? Side.Buy : Side.Sell, 1_000_000 + (ulong)random.Next(200),
                29_900_000 + (ulong)random.Next(60), (ulong)random.Next(1, 500),
                plain ? 0 : (ulong)random.Next(500), plain ? EntrantKind.Plain : (EntrantKind)random.Next(8),
                plain ? (byte)0 : (byte)random.Next(8)));
        }
        entrants = [.. entrants.DistinctBy(e => (e.Account, e.ClientOrderId)).OrderBy(e => e.Side)
            .ThenBy(e => e.Side == Side.Buy ? ulong.MaxValue - e.Limit : e.Limit).ThenBy(e => e.Age)
            .ThenBy(e => e.Account).ThenBy(e => e.ClientOrderId)];
        Entrant[] some = [.. entrants.Where(_ => random.Next(50) == 0)];
        return new AuctionResult(
            Market.Compute, Delivery.Slot, 7, 1_000_100, 1,
            [.. entrants.Where(_ => random.Next(3) > 0).Select(e => new Fill(
                e.Account, e.ClientOrderId, e.Side, e.Limit,
                random.Next(5) == 0 ? (ulong)random.Next(1, (int)e.Lots + 1) : e.Lots))], [])
        {
            Reference = 1_000_100,
            Low = 1_000_100,
            High = 1_000_100,
            Passes = 1,
            Entrants = entrants,
            Exclusions = [.. some.Select(e => new Exclusion(
                e.Account, e.ClientOrderId, e.Side, AuctionReason.MarginalMinimum, random.Next(17)))],
            Cancellations = [.. some.Select(e => new Cancellation(
                e.Account, e.ClientOrderId, e.Side, AuctionReason.SmallRemainder, e.Lots)),
                new Cancellation(
                    Market.Key(9_999), ulong.MaxValue, Side.Buy, AuctionReason.Immediate, ulong.MaxValue)],
        };
    }
}
