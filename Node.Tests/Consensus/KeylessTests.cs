using Chain.Consensus;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

/// <summary>A validator's node that was started without its key: it only follows.</summary>
public class KeylessTests
{
    [Test]
    public void Its_question_is_answered_with_where_the_chain_stands()
    {
        var cluster = new Cluster(4);
        foreach (TestNode node in cluster.Nodes.Take(3)) node.Start(rejoin: false);
        foreach (TestNode node in cluster.Nodes.Take(3)) node.AddWork(1);
        cluster.Advance(10_000);
        Assert.That(cluster.Nodes[0].Chain, Is.Not.Empty);

        var effects = new List<Effect>();
        var question = new PeerMessage.WantNewestVotes(Asker: 4, Nonce: 5, VoterSet.Empty);
        cluster.Nodes[0].Replica.Step(
            new Now(1_000_000, 1_000_000),
            new Input.Received(new PeerId(3), new Verified<PeerMessage>(question)), effects);
        Assert.That(
            effects.OfType<Effect.Send>().Where(sent => sent.To == new PeerId(3))
                .Select(sent => sent.Message).OfType<PeerMessage.OfCertificate>()
                .Select(sent => sent.Certificate.Kind),
            Does.Contain(VoteKind.Commit));
    }

    [Test]
    public void It_restarts_from_the_journal_that_it_wrote_while_it_had_its_key()
    {
        var view = new View(1);
        Hash32 block = Cluster.Id("block", 1);
        var vote = new Vote(VoteKind.Prepare, Cluster.Epoch, view, block, 2, Cluster.Sign(
            VoteCodec.SigningDigest(Cluster.Genesis, VoteKind.Prepare, Cluster.Epoch, view, block), 2));
        var config = new ReplicaConfig
        {
            Chain = Cluster.Genesis,
            Epoch = Cluster.Epoch,
            Validators = new Cluster(4).Validators,
            StartNonce = 1,
            Root = Cluster.Root,
        };
        JournalRecord[] journal =
            [new JournalRecord.VotingMark(Cluster.Epoch, new View(0)), new JournalRecord.OwnVote(vote)];
        var replica = new Replica(config, new Recovered(Cluster.Root, null, journal));
        Assert.That(replica.Voting, Is.False);
    }
}
