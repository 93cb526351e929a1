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
}
