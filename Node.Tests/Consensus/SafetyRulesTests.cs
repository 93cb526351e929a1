using Chain.Consensus;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

/// <summary>The list "Never" (C-24 to C-28), each line once, whatever the caller asks for.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class SafetyRulesTests
{
    private static readonly Hash32 A = Cluster.Id("block", 1);
    private static readonly Hash32 B = Cluster.Id("block", 2);

    private readonly CertificateStore certificates = new(Cluster.Root.Digest);
    private SafetyRules rules = null!;

    [SetUp]
    public void Voting_validator_0_of_4()
    {
        rules = new SafetyRules(Config());
        rules.Mark(new View(0));
        rules.PassStartCheck();
    }

    [Test]
    public void It_prepares_once_in_a_view()
    {
        Assert.That(rules.Prepare(Offer(1, 1), new View(1), certificates), Is.Not.Null);
        Assert.That(rules.Prepare(Offer(1, 1), new View(1), certificates), Is.Null);
        Assert.That(rules.Prepare(Offer(1, 2), new View(1), certificates), Is.Null);
    }

    [Test]
    public void It_prepares_in_its_current_view_only()
    {
        Assert.That(rules.Prepare(Offer(1, 1), new View(2), certificates), Is.Null);
        Assert.That(rules.Prepare(Offer(2, 1), new View(1), certificates), Is.Null);
    }

    [Test]
    public void It_never_prepares_what_is_not_justified()
    {
        Assert.That(rules.Prepare(Offer(2, 1), new View(2), certificates), Is.Null);
        certificates.Add(Certify(VoteKind.ViewChange, 1, Hash32.Zero));
        Assert.That(rules.Prepare(Offer(2, 1), new View(2), certificates), Is.Not.Null);
    }

    [Test]
    public void It_never_prepares_past_a_committed_view()
    {
        certificates.Add(Certify(VoteKind.Commit, 1, A));
        Assert.That(rules.Prepare(Offer(2, 1), new View(2), certificates), Is.Null);
    }

    [Test]
    public void It_never_prepares_after_a_view_change_of_the_view()
    {
        Assert.That(rules.ViewChange(new View(1)), Is.Not.Null);
        Assert.That(rules.Prepare(Offer(1, 1), new View(1), certificates), Is.Null);
    }

    [Test]
    public void A_view_change_may_follow_a_prepare_but_only_once()
    {
        Assert.That(rules.Prepare(Offer(1, 1), new View(1), certificates), Is.Not.Null);
        Assert.That(rules.ViewChange(new View(1)), Is.Not.Null);
        Assert.That(rules.ViewChange(new View(1)), Is.Null);
    }

    [Test]
    public void It_commits_once_in_a_view_whatever_the_digest()
    {
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 3, A)), Is.Not.Null);
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 3, A)), Is.Null);
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 3, B)), Is.Null);
    }

    [Test]
    public void Commit_and_view_change_of_a_view_exclude_each_other()
    {
        Assert.That(rules.ViewChange(new View(1)), Is.Not.Null);
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 1, A)), Is.Null);
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 2, A)), Is.Not.Null);
        Assert.That(rules.ViewChange(new View(2)), Is.Null);
    }

    [Test]
    public void A_late_certificate_of_an_older_view_is_committed_too()
    {
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 3, B)), Is.Not.Null);
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 2, A)), Is.Not.Null);
    }

    [Test]
    public void It_votes_for_nothing_at_or_below_the_committed_view()
    {
        rules.RaiseCommitted(new View(2));
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 1, A)), Is.Null);
        Assert.That(rules.Commit(Certify(VoteKind.Prepare, 2, A)), Is.Null);
        Assert.That(rules.ViewChange(new View(2)), Is.Null);
        Assert.That(rules.ViewChange(new View(3)), Is.Not.Null);
    }

    [Test]
    public void It_proposes_once_in_a_view_that_it_leads()
    {
        for (ulong view = 1; view < 4; view++)
            certificates.Add(Certify(VoteKind.ViewChange, view, Hash32.Zero));
        Assert.That(rules.Propose(Offer(3, 1).Header, new View(3), certificates), Is.Null, "not its view");
        Assert.That(rules.Propose(Offer(4, 1).Header, new View(4), certificates), Is.Not.Null);
        Assert.That(rules.Propose(Offer(4, 2).Header, new View(4), certificates), Is.Null);
    }

    [Test]
    public void What_the_journal_holds_counts_after_a_restart()
    {
        Vote prepare = rules.Prepare(Offer(1, 1), new View(1), certificates)!;
        Vote viewChange = rules.ViewChange(new View(1))!;
        var restarted = new SafetyRules(Config());
        restarted.Mark(new View(0));
        restarted.Restore(prepare);
        restarted.Restore(viewChange);
        restarted.RestoreProposal(new View(4));
        restarted.PassStartCheck();
        Assert.That(restarted.Prepare(Offer(1, 2), new View(1), certificates), Is.Null);
        Assert.That(restarted.Commit(Certify(VoteKind.Prepare, 1, A)), Is.Null);
        Assert.That(restarted.Propose(Offer(4, 1).Header, new View(4), certificates), Is.Null);
    }

    [Test]
    public void Without_a_mark_or_before_the_start_check_it_never_votes()
    {
        var unmarked = new SafetyRules(Config());
        unmarked.PassStartCheck();
        Assert.That(unmarked.ViewChange(new View(1)), Is.Null);
        var unchecked_ = new SafetyRules(Config());
        unchecked_.Mark(new View(0));
        Assert.That(unchecked_.ViewChange(new View(1)), Is.Null);
    }

    [Test]
    public void After_a_rejoin_it_votes_above_the_mark_only()
    {
        rules.Mark(new View(7));
        Assert.That(rules.ViewChange(new View(7)), Is.Null);
        Assert.That(rules.ViewChange(new View(8)), Is.Not.Null);
    }

    [Test]
    public void An_own_vote_that_the_journal_lacks_stops_the_voting()
    {
        Assert.That(rules.Prepare(Offer(1, 1), new View(1), certificates), Is.Not.Null);
        Assert.That(rules.StopIfForeign(VoteKind.Prepare, new View(1), Offer(1, 1).Header.Digest), Is.False);
        Assert.That(rules.StopIfForeign(VoteKind.Prepare, new View(1), B), Is.True);
        Assert.That(rules.ViewChange(new View(1)), Is.Null);
    }

    [Test]
    public void An_unknown_own_vote_at_or_below_the_committed_view_or_the_mark_is_harmless()
    {
        rules.RaiseCommitted(new View(3));
        rules.Mark(new View(5));
        Assert.That(rules.StopIfForeign(VoteKind.Commit, new View(3), A), Is.False);
        Assert.That(rules.StopIfForeign(VoteKind.Commit, new View(5), A), Is.False);
        Assert.That(rules.StopIfForeign(VoteKind.Commit, new View(6), A), Is.True);
    }

    [Test]
    public void An_observer_never_votes()
    {
        var observer = new SafetyRules(Config() with { Own = null, Sign = null });
        observer.Mark(new View(0));
        observer.PassStartCheck();
        Assert.That(observer.Voting, Is.False);
        Assert.That(observer.ViewChange(new View(1)), Is.Null);
    }

    private static ReplicaConfig Config() => new()
    {
        Chain = Cluster.Genesis,
        Epoch = Cluster.Epoch,
        Validators =
            [.. Enumerable.Range(0, 4).Select(i => new PublicKey(Cluster.Id("validator", (ulong)i)))],
        Own = 0,
        Sign = digest => new Signature(digest, default),
        Root = Cluster.Root,
        StartNonce = 1,
    };

    private static Proposal Offer(ulong view, ulong salt)
    {
        BlockOutline block = Cluster.Build(Cluster.Root, 2_000 + salt, 0);
        return new Proposal(Cluster.Epoch, new View(view), block.Header, block.TransactionIds, null, [],
            Cluster.Forge(VoteKind.Prepare, new View(view), block.Digest, (int)(view % 4)));
    }

    private static Certificate Certify(VoteKind kind, ulong view, Hash32 digest) =>
        new(kind, Cluster.Epoch, new View(view), digest, new VoterSet(7), new Signature[3]);
}
