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
        Assert.That(verifier.Check(new PeerMessage.OfProposal(proposal with { LeaderPrepare = forged })),
            Is.Null);
    }

    [Test]
    public void A_proposal_whose_ids_are_not_those_of_its_root_is_dropped()
    {
        Proposal proposal = Good() with { TransactionIds = [Samples.Hash(99)] };
        Assert.That(verifier.Check(new PeerMessage.OfProposal(proposal)), Is.Null);
    }

    [Test]
    public void An_answer_passes_whoever_brings_it_and_not_one_bit_of_it_may_change()
    {
        PeerMessage.NewestVotes answer = Sign(new PeerMessage.NewestVotes(
            3, 7, 0, [GoodVote()], null, true, null, default));
        Assert.That(verifier.Check(answer), Is.Not.Null);
        PeerMessage.NewestVotes[] forgeries =
        [
            answer with { Asker = 4 },
            answer with { Nonce = 8 },
            answer with { Votes = [] },
            answer with { Entry = Samples.Certificate() with { Epoch = Epoch } },
            answer with { Voting = false },
            answer with { Committed = Samples.Certificate(VoteKind.Commit) with { Epoch = Epoch } },
            answer with { Signature = Samples.Signature(1) },
            answer with { Answerer = 1 },
        ];
        foreach (PeerMessage.NewestVotes forged in forgeries)
            Assert.That(verifier.Check(forged), Is.Null, forged.ToString());
    }

    [Test]
    public void An_answer_whose_parts_others_did_not_sign_is_dropped_though_its_answerer_did()
    {
        var answer = new PeerMessage.NewestVotes(3, 7, 0, [], null, true, null, default);
        Vote forged = GoodVote() with { Signature = Samples.Signature(1) };
        Certificate certificate = Samples.Certificate() with { Epoch = Epoch };
        Assert.That(verifier.Check(Sign(answer with { Votes = [forged] })), Is.Null);
        Assert.That(verifier.Check(Sign(answer with { Entry = certificate })), Is.Null);
        Assert.That(verifier.Check(Sign(answer with { Committed = certificate })), Is.Null);
    }

    [Test]
    public void An_answer_is_signed_under_a_tag_of_its_own_in_this_layout() => Assert.That(
        NewestVotesCodec.SigningDigest(Samples.Hash(1), Epoch, new(0, 0, 0, [], null, false, null, default)),
        Is.EqualTo(new TaggedHash("chain/newest-votes").Of([.. Samples.Hash(1).Span, .. EmptyAnswer])));

    // Epoch, asker, nonce, answerer, voting, no votes, no certificates.
    private static byte[] EmptyAnswer => [0, 0, 0, 0, 0, 0, 0, 1, .. new byte[2 + 8 + 2 + 1 + 1 + 4 + 4]];

    private PeerMessage.NewestVotes Sign(PeerMessage.NewestVotes answer) => answer with
    {
        Signature = leader.Sign(NewestVotesCodec.SigningDigest(Samples.Hash(1), Epoch, answer)),
    };

    private Vote GoodVote()
    {
        Hash32 signed = VoteCodec.SigningDigest(
            Samples.Hash(1), VoteKind.Prepare, Epoch, new View(4), Samples.Hash(5));
        return new Vote(VoteKind.Prepare, Epoch, new View(4), Samples.Hash(5), 0, leader.Sign(signed));
    }

    [Test]
    public void Only_a_signature_that_its_signer_did_not_make_is_forged()
    {
        Proposal good = Good() with { Parent = null, ViewChanges = [] };
        Vote forged = good.LeaderPrepare with { Signature = Samples.Signature(1) };
        var bad = new Certificate(VoteKind.Commit, Epoch, good.View, good.Header.Digest,
            VoterSet.Empty.With(0), [Samples.Signature(1)]);
        var answer = new PeerMessage.NewestVotes(1, 7, 0, [], null, true, null, default);
        PeerMessage[] forgeries =
        [
            new PeerMessage.OfVote(forged),
            new PeerMessage.OfCertificate(bad),
            new PeerMessage.OfProposal(good with { LeaderPrepare = forged }),
            new PeerMessage.OfProposal(good with { Parent = bad }),
            new PeerMessage.OfProposal(good with { ViewChanges = [bad] }),
            Sign(answer with { Votes = [forged] }),
            Sign(answer with { Entry = bad }),
            Sign(answer with { Committed = bad }),
            answer with { Signature = Samples.Signature(1) },
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
            Sign(answer with { Votes = [good.LeaderPrepare] }),
            answer with { Answerer = 1 },
            new PeerMessage.WantNewestVotes(0, 7, VoterSet.Empty),
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
