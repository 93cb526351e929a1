using Chain.Consensus;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

/// <summary>A replica whose head lies further back than the bodies it may hold at a time.</summary>
public class FarBehindTests
{
    private const int Chain = 2 * Limits.SyncBlocks - 1;

    [Test]
    public void While_no_sync_comes_few_blocks_are_fetched_singly()
    {
        Cluster cluster = Grown(150);
        TestNode late = cluster.Nodes[0];
        cluster.Hold("synced", to: 0);
        late.Start(rejoin: false);
        cluster.Advance(30_000);

        int held = cluster.Nodes[1].Chain.Count(block => late.FindBlock(block.Digest) is not null);
        Assert.That(late.Chain, Is.Empty);
        Assert.That(held, Is.LessThanOrEqualTo(1));

        cluster.Release();
        cluster.Advance(30_000);
        Assert.That(late.Chain, Has.Count.GreaterThan(150));
    }

    [Test]
    public void A_batch_of_the_sync_may_go_on_to_its_next_certificate()
    {
        var config = new ReplicaConfig
        {
            Chain = Cluster.Genesis,
            Epoch = Cluster.Epoch,
            Validators = new Cluster(4).Validators,
            Root = Cluster.Root,
            StartNonce = 1,
        };
        var replica = new Replica(config, new Recovered(Cluster.Root, null, []));
        var blocks = new List<BlockOutline>();
        ChainHead tip = Cluster.Root;
        for (int i = 0; i < Chain; i++)
        {
            BlockOutline block = Cluster.Build(tip, tip.TimestampMs + 1, 0);
            blocks.Add(block);
            tip = new ChainHead(block.Digest, block.Header.Height, block.Header.TimestampMs, false);
        }
        var certificate = new Certificate(
            VoteKind.Commit, Cluster.Epoch, new View(Chain), tip.Digest,
            VoterSet.Empty.With(0).With(1).With(2), [default, default, default]);

        var effects = new List<Effect>();
        replica.Step(new Now(0, 10_000),
            new Input.CommittedElsewhere(blocks, new Verified<Certificate>(certificate)), effects);
        Assert.That(replica.Head.Digest, Is.EqualTo(tip.Digest));
        Assert.That(effects.OfType<Effect.Committed>().Single().Blocks, Has.Count.EqualTo(Chain));
    }

    /// <summary>Replicas 1 to 3 have committed so many blocks; 0 was never up.</summary>
    private static Cluster Grown(int blocks)
    {
        var cluster = new Cluster(4);
        for (int node = 1; node < 4; node++) cluster.Nodes[node].Start(rejoin: false);
        cluster.Advance(1_000);
        while (cluster.Nodes[1].Chain.Count < blocks)
        {
            foreach (TestNode node in cluster.Nodes.Skip(1)) node.AddWork(1);
            cluster.Advance(1_000);
        }
        return cluster;
    }
}
