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

    [Test]
    public void Only_a_signature_that_its_signer_did_not_make_is_forged()
    {
        Proposal good = Good() with { Parent = null, ViewChanges = [] };
        Vote forged = good.LeaderPrepare with { Signature = Samples.Signature(1) };
        var bad = new Certificate(VoteKind.Commit, Epoch, good.View, good.Header.Digest,
            VoterSet.Empty.With(0), [Samples.Signature(1)]);
        PeerMessage[] forgeries =
        [
            new PeerMessage.OfVote(forged),
            new PeerMessage.OfCertificate(bad),
            new PeerMessage.OfProposal(good with { LeaderPrepare = forged }),
            new PeerMessage.OfProposal(good with { Parent = bad }),
            new PeerMessage.OfProposal(good with { ViewChanges = [bad] }),
            new PeerMessage.NewestVotes(7, [forged], null, true, null),
            new PeerMessage.NewestVotes(7, [], bad, true, null),
            new PeerMessage.NewestVotes(7, [], null, true, bad),
            new PeerMessage.OfEvidence(new Evidence(good.LeaderPrepare, forged)),
        ];
        PeerMessage[] others =
        [
            new PeerMessage.OfVote(good.LeaderPrepare),
            new PeerMessage.OfVote(forged with { Epoch = new Epoch(2) }),
            new PeerMessage.OfVote(forged with { Voter = 1 }),
            new PeerMessage.OfCertificate(bad with { Epoch = new Epoch(2) }),
            new PeerMessage.OfCertificate(bad with { Voters = VoterSet.Empty.With(1) }),
            new PeerMessage.OfProposal(good),
            new PeerMessage.OfProposal(good with { TransactionIds = [Samples.Hash(99)] }),
            new PeerMessage.NewestVotes(7, [good.LeaderPrepare], null, true, null),
            new PeerMessage.WantNewestVotes(7),
        ];
        Assert.That(forgeries.Select(verifier.IsForged), Has.All.True);
        Assert.That(others.Select(verifier.IsForged), Has.All.False);
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
