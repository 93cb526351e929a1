using Chain.Consensus;
using Chain.Node.Peers;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

public class CodecTests
{
    private static readonly BlockOutline Outline = Cluster.Build(Cluster.Root, 2_000, 3);
    private static readonly Vote Prepare = Cluster.Forge(VoteKind.Prepare, new View(9), Outline.Digest, 1);
    private static readonly Certificate Parent = Certify(VoteKind.Prepare, 6, Cluster.Root.Digest);
    private static readonly Certificate Given = Certify(VoteKind.ViewChange, 7, Hash32.Zero);
    private static readonly Proposal Proposal = new(
        Cluster.Epoch, new View(9), Outline.Header, Outline.TransactionIds, Parent,
        [Given, Certify(VoteKind.ViewChange, 8, Hash32.Zero)], Prepare);

    private static readonly JournalRecord[] Records =
    [
        new JournalRecord.VotingMark(Cluster.Epoch, new View(7)),
        new JournalRecord.OwnProposal(Proposal),
        new JournalRecord.OwnProposal(Proposal with { Parent = null, ViewChanges = [] }),
        new JournalRecord.Block(Outline),
        new JournalRecord.OwnVote(Prepare),
        new JournalRecord.Entered(Given),
    ];

    private static readonly PeerMessage[] Messages =
    [
        new PeerMessage.OfVote(Prepare),
        new PeerMessage.OfCertificate(Given),
        new PeerMessage.OfProposal(Proposal),
        new PeerMessage.WantCertificate(Cluster.Epoch, new View(3), VoteKind.ViewChange),
        new PeerMessage.WantProposal(Cluster.Epoch, new View(3)),
        new PeerMessage.WantNewestVotes(3, 77, new VoterSet(5)),
        new PeerMessage.NewestVotes(
            3, 77, 2, [Prepare], Given, true, Certify(VoteKind.Commit, 6, Outline.Digest), Prepare.Signature),
        new PeerMessage.NewestVotes(3, 78, 0, [], null, false, null, Prepare.Signature),
        new PeerMessage.OfEvidence(new Evidence(
            Prepare, Cluster.Forge(VoteKind.Prepare, new View(9), Cluster.Root.Digest, 1))),
    ];

    [Test]
    public void Every_kind_of_record_and_of_message_has_its_sample()
    {
        Assert.That(KindsOf(typeof(JournalRecord)).Except(Records.Select(record => record.GetType())),
            Is.Empty);
        Assert.That(KindsOf(typeof(PeerMessage)).Except(Messages.Select(message => message.GetType())),
            Is.Empty);
    }

    [TestCaseSource(nameof(Records))]
    public void A_record_reads_back_and_nothing_shorter_or_longer_does(JournalRecord record)
    {
        byte[] bytes = JournalCodec.Encode(record);
        Assert.That(JournalCodec.Encode(JournalCodec.Decode(bytes)!), Is.EqualTo(bytes));
        Assert.That(JournalCodec.Decode([.. bytes, 0]), Is.Null);
        for (int length = 0; length < bytes.Length; length++)
            Assert.That(JournalCodec.Decode(bytes.AsSpan(0, length)), Is.Null, $"{length} bytes");
    }

    [Test]
    public void An_unknown_kind_of_record_does_not_read() =>
        Assert.That(JournalCodec.Decode([99, 0, 0]), Is.Null);

    [Test]
    public void A_commit_prunes_what_it_settles_and_keeps_every_certificate_above_it()
    {
        Certificate entry = Certify(VoteKind.ViewChange, 8, Hash32.Zero);
        bool Drops(JournalRecord record, ulong committed, ulong height) =>
            record.IsObsolete(new View(committed), new Height(height), entry);

        Assert.That(Drops(new JournalRecord.VotingMark(Cluster.Epoch, new View(1)), 9, 9), Is.False);
        Assert.That(Drops(new JournalRecord.OwnVote(Prepare), 9, 9), Is.True);
        Assert.That(Drops(new JournalRecord.OwnVote(Prepare), 8, 9), Is.False);
        Assert.That(Drops(new JournalRecord.OwnProposal(Proposal), 9, 9), Is.True);
        Assert.That(Drops(new JournalRecord.Block(Outline), 9, 0), Is.False);
        Assert.That(Drops(new JournalRecord.Block(Outline), 9, 1), Is.True);
        Assert.That(Drops(new JournalRecord.Entered(entry), 8, 9), Is.False, "the current entry");
        Assert.That(Drops(new JournalRecord.Entered(Given), 6, 9), Is.False, "a justification may need it");
        Assert.That(Drops(new JournalRecord.Entered(Given), 7, 9), Is.True);
    }

    [TestCaseSource(nameof(Messages))]
    public void A_message_survives_its_frame(PeerMessage message)
    {
        ConsensusFrame frame = PeerMessageCodec.ToFrame(message);
        PeerMessage back = PeerMessageCodec.FromFrame(frame)!;
        Assert.That(back.GetType(), Is.EqualTo(message.GetType()));
        Assert.That(PeerMessageCodec.ToFrame(back), Is.EqualTo(frame));
    }

    [Test]
    public void Malformed_frames_are_nothing()
    {
        Assert.That(PeerMessageCodec.FromFrame(new ConsensusFrame()), Is.Null);
        ConsensusFrame evidence =
            PeerMessageCodec.ToFrame(new PeerMessage.OfEvidence(new Evidence(Prepare, Prepare)));
        Assert.That(PeerMessageCodec.FromFrame(evidence), Is.Null, "two equal votes prove nothing");
        var request = new CertificateRequest { Epoch = 1, View = 1, Kind = 9 };
        var want = new ConsensusFrame { CertificateRequest = request };
        Assert.That(PeerMessageCodec.FromFrame(want), Is.Null);
        var hollow = new ConsensusFrame { Proposal = new ProposalMessage() };
        Assert.That(PeerMessageCodec.FromFrame(hollow), Is.Null);
    }

    private static IEnumerable<Type> KindsOf(Type closed) =>
        closed.GetNestedTypes().Where(nested => nested.IsSubclassOf(closed));

    private static Certificate Certify(VoteKind kind, ulong view, Hash32 digest) =>
        new(kind, Cluster.Epoch, new View(view), digest, new VoterSet(7), new Signature[3]);
}
