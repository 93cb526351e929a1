using Chain.Consensus;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class VoteKeeperTests
{
    private static readonly Hash32 A = Cluster.Id("block", 1);
    private static readonly Hash32 B = Cluster.Id("block", 2);

    private readonly VoteKeeper votes = new(Cluster.Epoch, new Quorum(4));

    [Test]
    public void A_quorum_of_equal_votes_makes_a_certificate_in_voter_order()
    {
        foreach (int voter in (int[])[3, 0]) Add(VoteKind.Prepare, 1, A, voter);
        Add(VoteKind.Prepare, 1, B, 1);
        Assert.That(votes.Assemble(VoteKind.Prepare, new View(1), A), Is.Null);
        Add(VoteKind.Prepare, 1, A, 2);
        Certificate certificate = votes.Assemble(VoteKind.Prepare, new View(1), A)!;
        Assert.That(certificate.Voters, Is.EqualTo(new VoterSet(0b1101)));
        int[] voters = [0, 2, 3];
        Assert.That(certificate.Signatures.Select(signature => signature.S),
            Is.EqualTo(voters.Select(voter => Cluster.Id("key", (ulong)voter))));
    }

    [Test]
    public void Votes_never_count_across_views()
    {
        Add(VoteKind.Prepare, 1, A, 0);
        Add(VoteKind.Prepare, 2, A, 1);
        Add(VoteKind.Prepare, 2, A, 2);
        Assert.That(votes.Assemble(VoteKind.Prepare, new View(2), A), Is.Null);
    }

    [Test]
    public void One_vote_of_each_kind_is_kept_and_the_second_digest_is_evidence()
    {
        Assert.That(Add(VoteKind.Prepare, 1, A, 0).Added, Is.EqualTo(VoteAdded.Counted));
        (VoteAdded added, Vote? contradicted) = Add(VoteKind.Prepare, 1, B, 0);
        Assert.That(added, Is.EqualTo(VoteAdded.Known));
        Assert.That(contradicted!.Digest, Is.EqualTo(A));
        Assert.That(votes.Count(VoteKind.Prepare, new View(1), B), Is.Zero);
    }

    [Test]
    public void Commit_with_view_change_is_evidence_and_prepare_with_view_change_is_not()
    {
        Add(VoteKind.Prepare, 1, A, 0);
        Assert.That(Add(VoteKind.ViewChange, 1, Hash32.Zero, 0).Contradicted, Is.Null);
        Assert.That(Add(VoteKind.Commit, 1, A, 0).Contradicted!.Kind, Is.EqualTo(VoteKind.ViewChange));
    }

    [Test]
    public void Forged_view_numbers_find_no_place()
    {
        votes.MoveTo(new View(100), new View(90));
        foreach (ulong view in (ulong[])[1, 90, 100 + Limits.VoteWindow + 1, 1UL << 40])
            Assert.That(Add(VoteKind.Prepare, view, A, 0).Added, Is.EqualTo(VoteAdded.Outside),
                $"view {view}");
        foreach (ulong view in (ulong[])[91, 100, 100 + Limits.VoteWindow])
            Assert.That(Add(VoteKind.Prepare, view, A, 0).Added, Is.EqualTo(VoteAdded.Counted),
                $"view {view}");
    }

    [Test]
    public void A_view_that_left_the_window_is_forgotten_even_where_its_place_was_taken()
    {
        Add(VoteKind.Prepare, 1, A, 0);
        ulong later = 1 + Limits.VoteHistory + Limits.VoteWindow + 1;
        votes.MoveTo(new View(later), new View(0));
        Assert.That(Add(VoteKind.Prepare, later, B, 0).Added, Is.EqualTo(VoteAdded.Counted));
        Assert.That(votes.Find(VoteKind.Prepare, new View(1), 0), Is.Null);
        Assert.That(votes.Find(VoteKind.Prepare, new View(later), 0)!.Digest, Is.EqualTo(B));
    }

    [Test]
    public void Newest_votes_are_told_by_kind()
    {
        Add(VoteKind.Prepare, 1, A, 2);
        Add(VoteKind.Prepare, 3, B, 2);
        Add(VoteKind.Commit, 2, A, 2);
        Assert.That(votes.Newest(2).Select(vote => (vote.Kind, vote.View.Value)),
            Is.EqualTo(new[] { (VoteKind.Prepare, 3UL), (VoteKind.Commit, 2UL) }));
    }

    private (VoteAdded Added, Vote? Contradicted) Add(VoteKind kind, ulong view, Hash32 digest, int voter) =>
        (votes.Add(Cluster.Forge(kind, new View(view), digest, voter), out Vote? contradicted), contradicted);
}
