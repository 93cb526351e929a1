using Chain.Crypto;
using Chain.Node.Verification;
using Chain.Tests.Proto;
using NUnit.Framework;

namespace Chain.Tests.Verification;

public class VoteVerifierTests
{
    private static readonly Hash32 Chain = Samples.Hash(1);
    private static readonly Epoch Epoch = new(1);

    private readonly ECPrivKey[] keys = [.. Enumerable.Range(0, 4).Select(_ => ECPrivKey.Generate())];
    private VoteVerifier verifier = null!;

    [SetUp]
    public void Fresh() => verifier = new VoteVerifier(Chain, Epoch, [.. keys.Select(key => key.PublicKey)]);

    [OneTimeTearDown]
    public void Dispose()
    {
        foreach (ECPrivKey key in keys) key.Dispose();
    }

    [Test]
    public void A_validators_vote_passes_every_time()
    {
        Vote vote = Sign(2);
        Assert.That(verifier.Verify(vote), Is.True);
        Assert.That(verifier.Verify(vote), Is.True);
    }

    [Test]
    public void What_passed_for_one_vote_does_not_pass_another()
    {
        Vote vote = Sign(2);
        Assert.That(verifier.Verify(vote), Is.True);
        Assert.That(verifier.Verify(vote with { View = new View(8) }), Is.False, "another view");
        Assert.That(verifier.Verify(vote with { Kind = VoteKind.Commit }), Is.False, "another kind");
        Assert.That(verifier.Verify(vote with { Digest = Samples.Hash(9) }), Is.False, "another block");
        Assert.That(verifier.Verify(vote with { Voter = 1 }), Is.False, "another voter");
        Assert.That(verifier.Verify(vote with { Epoch = new Epoch(2) }), Is.False, "another epoch");
        Assert.That(verifier.Verify(vote with { Signature = Samples.Signature(1) }), Is.False,
            "another signature");
        Assert.That(verifier.Verify(vote with { Voter = 100 }), Is.False, "nobody");
    }

    [Test]
    public void A_vote_for_another_chain_fails()
    {
        var elsewhere = new VoteVerifier(Samples.Hash(2), Epoch, [.. keys.Select(key => key.PublicKey)]);
        Assert.That(elsewhere.Verify(Sign(0)), Is.False);
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 3)]
    [TestCase(4, 3)]
    [TestCase(5, 4)]
    [TestCase(6, 5)]
    [TestCase(7, 5)]
    public void The_quorum_is_n_minus_f(int validators, int quorum) => Assert.That(
        new VoteVerifier(Chain, Epoch, [.. Enumerable.Repeat(keys[0].PublicKey, validators)]).Quorum.Size,
        Is.EqualTo(quorum));

    [Test]
    public void A_certificate_needs_a_quorum_of_good_signatures()
    {
        Assert.That(verifier.Verify(Certify(0, 1, 3)), Is.True);
        Assert.That(verifier.Verify(Certify(0, 1)), Is.False, "two of four");
        Certificate good = Certify(0, 1, 2);
        Assert.That(verifier.Verify(good with { Voters = VoterSet.Empty.With(0).With(1).With(3) }), Is.False,
            "a signature of somebody else");
        Assert.That(verifier.Verify(good with { Voters = VoterSet.Empty.With(0).With(1).With(9) }), Is.False,
            "a voter beyond the list");
        Assert.That(verifier.Verify(good with { View = new View(8) }), Is.False, "another view");
    }

    private Vote Sign(int voter) => new(
        VoteKind.Prepare, Epoch, new View(7), Samples.Hash(5), voter,
        keys[voter].Sign(VoteCodec.SigningDigest(Chain, VoteKind.Prepare, Epoch, new View(7), Samples.Hash(5))));

    private Certificate Certify(params int[] voters)
    {
        VoterSet set = voters.Aggregate(VoterSet.Empty, (bits, voter) => bits.With(voter));
        return new Certificate(
            VoteKind.Prepare, Epoch, new View(7), Samples.Hash(5), set, [.. voters.Select(v => Sign(v).Signature)]);
    }
}
