using Chain.Consensus;
using Chain.Crypto;
using Chain.Node.Verification;
using Chain.Tests.Proto;
using NUnit.Framework;

namespace Chain.Tests.Verification;

/// <summary>
/// What may become an input of the core, as the docstrings of <see cref="PeerMessage"/> promise.
/// </summary>
public class PeerMessageVerifierTests
{
    private static readonly Epoch Epoch = new(1);

    private readonly ECPrivKey leader = ECPrivKey.Generate();
    private PeerMessageVerifier verifier = null!;

    [SetUp]
    public void Fresh() => verifier = new PeerMessageVerifier(
        Epoch, new VoteVerifier(Samples.Hash(1), Epoch, [leader.PublicKey]));

    [OneTimeTearDown]
    public void Dispose() => leader.Dispose();

    [Test]
    public void A_forged_vote_is_dropped() =>
        Assert.That(verifier.Check(new PeerMessage.OfVote(Samples.Vote() with { Epoch = Epoch })), Is.Null);

    [Test]
    public void A_message_of_another_epoch_passes_unchecked() =>
        Assert.That(verifier.Check(new PeerMessage.OfVote(Samples.Vote())), Is.Not.Null);

    [Test]
    public void A_bad_relayed_part_is_left_out_of_a_good_proposal()
    {
        Proposal proposal = Good();
        var checkedMessage = (PeerMessage.OfProposal?)verifier.Check(new PeerMessage.OfProposal(proposal))?.Value;
        Assert.That(checkedMessage, Is.Not.Null);
        Assert.That(checkedMessage!.Proposal.Parent, Is.Null);
        Assert.That(checkedMessage.Proposal.ViewChanges, Is.Empty);
        Assert.That(checkedMessage.Proposal.Header, Is.EqualTo(proposal.Header));
    }

    [Test]
    public void A_proposal_without_the_leaders_signature_is_dropped()
    {
        Proposal proposal = Good();
        Vote forged = proposal.LeaderPrepare with { Signature = Samples.Signature(1) };
        Assert.That(verifier.Check(new PeerMessage.OfProposal(proposal with { LeaderPrepare = forged })), Is.Null);
    }

    [Test]
    public void A_proposal_whose_ids_are_not_those_of_its_root_is_dropped()
    {
        Proposal proposal = Good() with { TransactionIds = [Samples.Hash(99)] };
        Assert.That(verifier.Check(new PeerMessage.OfProposal(proposal)), Is.Null);
    }

    [Test]
    public void Bad_parts_of_an_answer_are_left_out()
    {
        var answer = new PeerMessage.NewestVotes(
            7, [Samples.Vote() with { Epoch = Epoch }], Samples.Certificate() with { Epoch = Epoch }, true, null);
        var stripped = (PeerMessage.NewestVotes)verifier.Check(answer)!.Value.Value;
        Assert.That(stripped.Votes, Is.Empty);
        Assert.That(stripped.Entry, Is.Null);
        Assert.That(stripped.Nonce, Is.EqualTo(7));
    }

    private Proposal Good()
    {
        Proposal sample = Samples.Proposal();
        Hash32 signed = VoteCodec.SigningDigest(
            Samples.Hash(1), VoteKind.Prepare, Epoch, sample.View, sample.Header.Digest);
        var prepare = new Vote(
            VoteKind.Prepare, Epoch, sample.View, sample.Header.Digest, 0, leader.Sign(signed));
        return sample with
        {
            Epoch = Epoch,
            LeaderPrepare = prepare,
            Parent = Samples.Certificate() with { Epoch = Epoch },
            ViewChanges = [Samples.Certificate(VoteKind.ViewChange) with { Epoch = Epoch }],
        };
    }
}
