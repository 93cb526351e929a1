using Chain.Client;
using Chain.Node.Api;
using Chain.Tests.Ledger;
using Chain.Tests.Peers;
using Chain.Tests.Rpc;
using Chain.Tests.Storage;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Prices;

/// <summary>Books held by clients equal those of the resting orders.</summary>
[CancelAfter(60_000)]
public class BookWatchTests : StoreFixture
{
    [Test]
    public async Task A_held_book_is_that_of_the_resting_orders_after_every_block(
        [Values(1u, 3u, 0u)] uint depth, [Values] bool spot)
    {
        using var history = new StoredHistory(DbPath, seed: 9);
        await using PriceServer server = await PriceServer.StartAsync(history);
        var instrument = new Instrument
        {
            Product = Market.Compute,
            Delivery = spot ? Delivery.Spot : Delivery.Slot,
            Slot = spot ? 0 : Market.FirstSlot + 3,
        };
        var held = new HeldBook();
        var updates = server.Client.WatchBookAsync(instrument, depth).GetAsyncEnumerator();
        int changes = 0, most = 0;
        for (int block = 0; block < 30; block++)
        {
            history.Grow(1);
            // A mark is due then, so that there is something to wait for.
            history.RestFor(6_000);
            while (held.Height < history.Progress.Head.Height.Value)
            {
                Assert.That(await updates.MoveNextAsync(), Is.True);
                held.Apply(updates.Current);
                Assert.That(updates.Current.Snapshot, Is.EqualTo(changes == 0));
                changes++;
            }
            int levels = depth == 0 ? 20 : (int)depth;
            Assert.That(held.Bids, Is.EqualTo(Levels(history, instrument, Side.Buy).Take(levels)));
            Assert.That(held.Asks, Is.EqualTo(Levels(history, instrument, Side.Sell).Take(levels)));
            most = Math.Max(most, held.Bids.Count());
        }
        Assert.That(most, Is.EqualTo(depth == 0 ? most : (int)depth).And.Positive);
        await updates.DisposeAsync();
    }

    [Test]
    public void An_update_that_does_not_follow_is_noticed()
    {
        var held = new HeldBook();
        Assert.That(() => held.Apply(new BookUpdate { Height = 2, BaseHeight = 1 }),
            Throws.TypeOf<RpcException>());
        held.Apply(new BookUpdate { Height = 2, Snapshot = true });
        held.Apply(new BookUpdate { Height = 4, BaseHeight = 2 });
        Assert.That(() => held.Apply(new BookUpdate { Height = 5, BaseHeight = 2 }),
            Throws.TypeOf<RpcException>());
    }

    [Test]
    public async Task A_reader_that_does_not_read_is_dropped_after_half_a_minute()
    {
        var clock = new ManualClock();
        var writer = new PatientWriter<BookUpdate>(new StuckStream(), clock);
        Task write = writer.WriteAsync(new BookUpdate(), CancellationToken.None);
        clock.Advance(PatientWriter<BookUpdate>.Patience - TimeSpan.FromSeconds(1));
        Assert.That(write.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromSeconds(1));
        RpcException error = Assert.ThrowsAsync<RpcException>(() => write)!;
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Aborted));
        Assert.That(Tools.Reason(error), Is.EqualTo("SLOW_READER"));
        using var left = new CancellationTokenSource();
        write = writer.WriteAsync(new BookUpdate(), left.Token);
        await left.CancelAsync();
        Assert.That(() => write, Throws.InstanceOf<OperationCanceledException>(), "who left is not slow");
    }

    [Test]
    public void Imbalance_is_of_the_best_levels_and_of_the_whole_book()
    {
        PriceLevel[] bids = [new(10, 300, 1), new(9, 100, 1)], asks = [new(11, 100, 1), new(12, 500, 2)];
        var view = new BookView(new Height(1), new Height(1), bids, asks, 400, 600);
        Assert.That(view.LevelsImbalance(1), Is.EqualTo(5_000));
        Assert.That(view.LevelsImbalance(2), Is.EqualTo(-2_000));
        Assert.That(view.BookImbalance, Is.EqualTo(-2_000));
        view = view with { BidLots = 1, AskLots = 2 };
        Assert.That(view.BookImbalance, Is.EqualTo(-3_333), "toward zero");
        Assert.That(new BookView(default, default, [], [], 0, 0).BookImbalance, Is.Zero);
        ulong most = Limits.Lots * Limits.OrdersPerBookSide;
        Assert.That((view with { BidLots = most, AskLots = 0 }).BookImbalance, Is.EqualTo(10_000));
    }

    private static IEnumerable<Level> Levels(StoredHistory history, Instrument instrument, Side side)
    {
        IEnumerable<Level> levels = history.Orders
            .Where(order => order.Delivery == instrument.Delivery && order.Slot == instrument.Slot
                && order.Side == side)
            .GroupBy(order => order.Limit)
            .Select(level => new Level
            {
                Price = level.Key,
                Lots = level.Aggregate(0UL, (sum, order) => sum + order.Remaining),
                Orders = (uint)level.Count(),
            });
        return side == Side.Buy ? levels.OrderByDescending(l => l.Price) : levels.OrderBy(l => l.Price);
    }

    private sealed class StuckStream : IServerStreamWriter<BookUpdate>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(BookUpdate message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(BookUpdate message, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
