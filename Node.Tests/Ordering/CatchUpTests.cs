using Chain.Consensus;
using Chain.Node.Ordering;
using Chain.Tests.Proto;
using NUnit.Framework;

namespace Chain.Tests.Ordering;

public class CatchUpTests
{
    private const ulong Nonce = 7;

    private static readonly Epoch Epoch = new(1);

    private CatchUp catchUp = null!;

    /// <summary>One of four, whose stored head was committed in view 10.</summary>
    [SetUp]
    public void Restart() => catchUp = new CatchUp(Epoch, (0, Nonce), 2, new View(10));

    [Test]
    public void Nothing_is_claimed_before_enough_peers_told()
    {
        Assert.That(catchUp.IsDone, Is.False);
        catchUp.Heard(new PeerId(1), Told(10));
        catchUp.Heard(new PeerId(1), Told(11));
        catchUp.Heard(new PeerId(2), new PeerMessage.OfVote(Samples.Vote()));
        Assert.That(catchUp.IsDone, Is.False);
        catchUp.Heard(new PeerId(2), Answer(by: 1, null));
        Assert.That(catchUp.IsDone, Is.False, "passed on");
        catchUp.Heard(new PeerId(1), Answer(by: 3, null));
        Assert.That(catchUp.IsDone, Is.True);
    }

    [Test]
    public void Who_is_behind_is_not_done_until_it_has_executed_up_to_a_few_blocks()
    {
        catchUp.Heard(new PeerId(1), Answer(by: 1, 1_000));
        catchUp.Heard(new PeerId(2), Told(1_001));
        Assert.That(catchUp.IsDone, Is.False);
        catchUp.Executed(new View(1_001 - CatchUp.FewViews - 1));
        Assert.That(catchUp.IsDone, Is.False);
        catchUp.Executed(new View(1_001 - CatchUp.FewViews));
        Assert.That(catchUp.IsDone, Is.True);
        catchUp.Heard(new PeerId(1), Told(2_000));
        Assert.That(catchUp.IsDone, Is.False);
    }

    [Test]
    public void Answers_to_another_question_are_of_another_time()
    {
        catchUp.Heard(new PeerId(1), Told(10));
        catchUp.Heard(new PeerId(1), Answer(by: 2, null) with { Nonce = Nonce - 1 });
        catchUp.Heard(new PeerId(1), Answer(by: 3, null) with { Asker = 1 });
        Assert.That(catchUp.IsDone, Is.False);
        catchUp.Heard(new PeerId(1), Answer(by: 2, null));
        Assert.That(catchUp.IsDone, Is.True);
    }

    [Test]
    public void Certificates_that_were_not_checked_or_do_not_commit_count_for_nothing()
    {
        catchUp.Heard(new PeerId(1), Told(10));
        catchUp.Heard(new PeerId(2), Told(10));
        catchUp.Heard(new PeerId(3), new PeerMessage.OfCertificate(
            Samples.Certificate(VoteKind.Commit) with { Epoch = new Epoch(2), View = new View(99) }));
        catchUp.Heard(new PeerId(3), new PeerMessage.OfCertificate(
            Samples.Certificate(VoteKind.ViewChange) with { Epoch = Epoch, View = new View(99) }));
        Assert.That(catchUp.IsDone, Is.True);
    }

    private static PeerMessage.OfCertificate Told(ulong view) => new(Committed(view));

    private static PeerMessage.NewestVotes Answer(int by, ulong? view) =>
        new(0, Nonce, by, [], null, true, view is { } committed ? Committed(committed) : null, default);

    private static Certificate Committed(ulong view) =>
        Samples.Certificate(VoteKind.Commit) with { Epoch = Epoch, View = new View(view) };
}
