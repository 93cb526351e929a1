using Chain.Consensus;
using Chain.Node.Blocks;
using Chain.Tests.Proto;
using NUnit.Framework;

namespace Chain.Tests.Blocks;

public class BodyCacheTests
{
    private const int More = 2_000;

    [Test]
    public void However_many_come_what_is_held_stays_and_so_does_the_newest()
    {
        var cache = new BodyCache();
        FullBlock voted = Block(height: 1, number: 0), final = Block(height: 9, number: 0);
        FullBlock judged = Block(height: 1, number: 1);
        cache.Add(voted);
        cache.Hold(voted);
        cache.Hold(final);
        cache.Add(judged);
        for (ulong number = 2; number < More; number++)
        {
            FullBlock newest = Block(height: number % 16 + 1, number);
            cache.Add(newest);
            Assert.That(cache.Find(newest.Digest), Is.SameAs(newest));
        }
        Assert.That(cache.Find(voted.Digest), Is.SameAs(voted));
        Assert.That(cache.Find(final.Digest), Is.SameAs(final));
        Assert.That(cache.Find(judged.Digest), Is.Null, "bounded");
    }

    [Test]
    public void The_newest_stay_even_when_all_others_are_held()
    {
        var cache = new BodyCache();
        for (ulong number = 0; number < More; number++) cache.Hold(Block(height: 1, number));
        FullBlock fetched = Block(height: 1, More), judged = Block(height: 1, More + 1);
        cache.Add(fetched);
        cache.Add(judged);
        Assert.That(cache.Find(fetched.Digest), Is.SameAs(fetched));
        for (ulong number = 2; number < More; number++) cache.Add(Block(height: 1, More + number));
        Assert.That(cache.Find(judged.Digest), Is.Null, "bounded");
    }

    [Test]
    public void A_committed_height_takes_everything_below_with_it()
    {
        var cache = new BodyCache();
        FullBlock below = Block(height: 4, number: 1), above = Block(height: 5, number: 2);
        cache.Hold(below);
        cache.Add(above);
        cache.DropThrough(new Height(4));
        Assert.That(cache.Find(below.Digest), Is.Null);
        Assert.That(cache.Find(above.Digest), Is.SameAs(above));
    }

    private static FullBlock Block(ulong height, ulong number) => new(
        new BlockOutline(
            new BlockHeader
            {
                Chain = Samples.Hash(1),
                Epoch = new Epoch(1),
                Height = new Height(height),
                Parent = Samples.Hash(2),
                TimestampMs = number,
                TransactionCount = 0,
                TransactionsRoot = default,
                StateRoot = default,
                ReceiptsRoot = default,
                NextValidators = default,
            },
            []),
        []);
}
