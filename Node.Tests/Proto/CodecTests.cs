using NUnit.Framework;

namespace Chain.Tests.Proto;

public class CodecTests
{
    private static IEnumerable<TestCaseData> Encoded()
    {
        yield return Case(
            "header", HeaderCodec.Encode(Samples.Header()), b => HeaderCodec.Decode(b) is not null);
        yield return Case("vote", VoteCodec.Encode(Samples.Vote()), b => VoteCodec.Decode(b) is not null);
        yield return Case("certificate", CertificateCodec.Encode(Samples.Certificate()),
            b => CertificateCodec.Decode(b) is not null);
    }

    [TestCaseSource(nameof(Encoded))]
    public void Only_the_exact_length_decodes(byte[] bytes, Func<byte[], bool> decodes)
    {
        Assert.That(decodes(bytes), Is.True);
        for (int length = 0; length < bytes.Length; length++)
            Assert.That(decodes(bytes[..length]), Is.False, $"{length} of {bytes.Length} bytes");
        Assert.That(decodes([.. bytes, 0]), Is.False, "a trailing byte");
    }

    [Test]
    public void A_header_survives_the_round_trip()
    {
        BlockHeader header = Samples.Header();
        Assert.That(HeaderCodec.Decode(HeaderCodec.Encode(header)), Is.EqualTo(header));
    }

    [Test]
    public void A_vote_survives_the_round_trip()
    {
        foreach (VoteKind kind in (VoteKind[])[VoteKind.Prepare, VoteKind.Commit, VoteKind.ViewChange])
            Assert.That(
                VoteCodec.Decode(VoteCodec.Encode(Samples.Vote(kind))), Is.EqualTo(Samples.Vote(kind)));
    }

    [Test]
    public void A_certificate_survives_the_round_trip()
    {
        Certificate certificate = Samples.Certificate(VoteKind.ViewChange);
        Certificate? decoded = CertificateCodec.Decode(CertificateCodec.Encode(certificate));
        Assert.That(decoded, Is.Not.Null);
        Assert.That(decoded!.Names(certificate) && decoded.Voters == certificate.Voters);
        Assert.That(decoded.Signatures, Is.EqualTo(certificate.Signatures));
    }

    [Test]
    public void A_view_change_names_no_block_and_the_others_do()
    {
        Vote odd = Samples.Vote(VoteKind.ViewChange) with { Digest = Samples.Hash(1) };
        Vote empty = Samples.Vote() with { Digest = default };
        Assert.That(VoteCodec.Decode(VoteCodec.Encode(odd)), Is.Null);
        Assert.That(VoteCodec.Decode(VoteCodec.Encode(empty)), Is.Null);
    }

    [Test]
    public void A_proposal_survives_the_round_trip()
    {
        Proposal proposal = Samples.Proposal();
        Proposal? decoded = ProposalCodec.FromMessage(ProposalCodec.ToMessage(proposal));
        Assert.That(decoded, Is.Not.Null);
        Assert.That(decoded!.Header, Is.EqualTo(proposal.Header));
        Assert.That(decoded.TransactionIds, Is.EqualTo(proposal.TransactionIds));
        Assert.That(decoded.Parent!.Names(proposal.Parent!));
        Assert.That(decoded.ViewChanges, Has.Count.EqualTo(1));
        Assert.That(decoded.LeaderPrepare, Is.EqualTo(proposal.LeaderPrepare));
    }

    private static IEnumerable<TestCaseData> Mismatched()
    {
        Proposal proposal = Samples.Proposal();
        yield return new TestCaseData(proposal with { View = new View(11) })
            .SetArgDisplayNames("another view");
        yield return new TestCaseData(proposal with { Epoch = new Epoch(9) })
            .SetArgDisplayNames("another epoch");
        yield return new TestCaseData(proposal with { TransactionIds = [] })
            .SetArgDisplayNames("too few ids");
        yield return new TestCaseData(proposal with { LeaderPrepare = Samples.Vote(VoteKind.Commit) })
            .SetArgDisplayNames("a Commit instead of the Prepare");
        yield return new TestCaseData(proposal with { Parent = Samples.Certificate(VoteKind.ViewChange) })
            .SetArgDisplayNames("a view change as parent");
        yield return new TestCaseData(proposal with { ViewChanges = [Samples.Certificate()] })
            .SetArgDisplayNames("a prepared certificate among view changes");
    }

    [TestCaseSource(nameof(Mismatched))]
    public void A_proposal_whose_parts_do_not_belong_together_is_refused(Proposal proposal) =>
        Assert.That(ProposalCodec.FromMessage(ProposalCodec.ToMessage(proposal)), Is.Null);

    private static TestCaseData Case(string name, byte[] bytes, Func<byte[], bool> decodes) =>
        new TestCaseData(bytes, decodes).SetArgDisplayNames(name);
}
