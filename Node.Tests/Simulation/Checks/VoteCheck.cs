using Chain.Consensus;
using Chain.Tests.Simulation.Disk;

namespace Chain.Tests.Simulation.Checks;

/// <summary>
/// Watches every vote of every correct replica, as it becomes durable and as it leaves. Knows nothing of the
/// core's rules beyond the list "Never" of the protocol.
/// </summary>
internal sealed class VoteCheck(World world)
{
    private readonly Dictionary<(int Voter, ulong View), Words> said = [];
    private readonly ParentCheck parents = new(world);
    private readonly Dictionary<int, ulong> committedView = [];
    private readonly Dictionary<int, ulong> enteredBy = [];
    private readonly HashSet<(int Node, Hash32 Block)> storedBlocks = [];

    /// <summary>By replicas that an old backup made forget.</summary>
    public int Contradictions { get; private set; }

    /// <summary>What one voter said about one view.</summary>
    private sealed class Words
    {
        public Hash32? Prepare { get; set; }
        public Hash32? Commit { get; set; }
        public Hash32? Proposal { get; set; }
        public bool ViewChange { get; set; }
    }

    /// <summary>This write reached the platter of the node.</summary>
    public void Durable(SimNode node, IReadOnlyList<SimBatch.Change> changes)
    {
        if (!node.IsCorrect) return;
        foreach (object record in DiskRecords.Of(changes))
        {
            switch (record)
            {
                case JournalRecord.OwnVote own:
                    Say(node, own.Vote);
                    break;
                case JournalRecord.OwnProposal own:
                    Propose(node, own.Proposal);
                    break;
                case JournalRecord.Block block:
                    parents.Seen(block.Outline.Header);
                    storedBlocks.Add((node.Number, block.Outline.Digest));
                    break;
                case JournalRecord.Entered(var by):
                    ulong before = enteredBy.GetValueOrDefault(node.Number);
                    enteredBy[node.Number] = Math.Max(before, by.View.Value);
                    break;
                case CommittedRow { Certificate: { } certificate }:
                    ulong known = committedView.GetValueOrDefault(node.Number);
                    committedView[node.Number] = Math.Max(known, certificate.View.Value);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>
    /// A message of a correct replica is on its way: what it signed in there must be durable.
    /// </summary>
    public void Leaving(SimNode node, PeerMessage message)
    {
        if (!node.IsCorrect) return;
        switch (message)
        {
            case PeerMessage.OfVote(var vote):
                if (vote.Voter == node.Number) MustBeDurable(node, vote);
                break;
            case PeerMessage.OfProposal(var proposal):
                if (proposal.LeaderPrepare.Voter == node.Number) MustBeDurable(node, proposal);
                break;
            case PeerMessage.OfCertificate(var certificate):
                MustBeDurable(node, certificate);
                break;
            case PeerMessage.NewestVotes answer:
                if (answer.Entry is { } entry) MustBeDurable(node, entry);
                break;
            default:
                break;
        }
    }

    private void Propose(SimNode node, Proposal proposal)
    {
        Words words = Of(node.Number, proposal.View);
        Hash32 digest = proposal.Header.Digest;
        if (words.Proposal is { } other && other != digest)
            Contradicts(node, $"two proposals in view {proposal.View}");
        words.Proposal = digest;
        world.Chains.Proposed(node, digest);
        Say(node, proposal.LeaderPrepare);
    }

    private void Say(SimNode node, Vote vote)
    {
        if (vote.Voter != node.Number) Fail(node, $"signs as v{vote.Voter}");
        if (!world.Signed.IsSigned(vote)) Fail(node, "an own vote with a wrong signature");
        Words words = Of(vote.Voter, vote.View);
        bool again = vote.Kind switch
        {
            VoteKind.Prepare => words.Prepare == vote.Digest,
            VoteKind.Commit => words.Commit == vote.Digest,
            _ => words.ViewChange,
        };
        if (again) return;
        CheckNever(node, vote, words);
        switch (vote.Kind)
        {
            case VoteKind.Prepare:
                words.Prepare = vote.Digest;
                world.Chains.Prepared(node, vote.Digest);
                break;
            case VoteKind.Commit: words.Commit = vote.Digest; break;
            default: words.ViewChange = true; break;
        }
        parents.Durable(node, vote);
    }

    private void CheckNever(SimNode node, Vote vote, Words words)
    {
        if (vote.View.Value <= committedView.GetValueOrDefault(node.Number))
            Contradicts(node, $"{vote.Kind} of view {vote.View}, at or below the committed view");
        switch (vote.Kind)
        {
            case VoteKind.Prepare:
                if (words.Prepare is not null) Contradicts(node, $"two Prepares in view {vote.View}");
                if (words.ViewChange) Contradicts(node, $"Prepare after ViewChange of view {vote.View}");
                break;
            case VoteKind.Commit:
                if (words.Commit is not null) Contradicts(node, $"two Commits in view {vote.View}");
                if (words.ViewChange) Contradicts(node, $"Commit after ViewChange of view {vote.View}");
                break;
            default:
                if (words.Commit is not null)
                    Contradicts(node, $"ViewChange after Commit of view {vote.View}");
                break;
        }
    }

    private void MustBeDurable(SimNode node, Vote vote)
    {
        Words words = Of(vote.Voter, vote.View);
        bool durable = vote.Kind switch
        {
            VoteKind.Prepare => words.Prepare == vote.Digest,
            VoteKind.Commit => words.Commit == vote.Digest,
            _ => words.ViewChange,
        };
        if (!durable && !node.Forgetful)
            Fail(node, $"{vote.Kind} of view {vote.View} leaves before it is durable");
        if (vote.Kind == VoteKind.Prepare && !storedBlocks.Contains((node.Number, vote.Digest))
            && !node.Forgetful)
            Fail(node, $"Prepare of view {vote.View} leaves before the block is durable");
        MustHaveEntered(node, vote);
    }

    private void MustBeDurable(SimNode node, Proposal proposal)
    {
        if (Of(node.Number, proposal.View).Proposal != proposal.Header.Digest && !node.Forgetful)
            Fail(node, $"the proposal of view {proposal.View} leaves before it is durable");
        MustBeDurable(node, proposal.LeaderPrepare);
    }

    private void MustBeDurable(SimNode node, Certificate certificate)
    {
        if (node.Forgetful || !certificate.Voters.Contains(node.Number)) return;
        Words words = Of(node.Number, certificate.View);
        bool durable = certificate.Kind switch
        {
            VoteKind.Prepare => words.Prepare == certificate.Digest,
            VoteKind.Commit => words.Commit == certificate.Digest,
            _ => words.ViewChange,
        };
        if (!durable)
            Fail(node, $"its {certificate.Kind} in a certificate of view {certificate.View} is not durable");
    }

    /// <summary>Who votes in a view has stored how it came there.</summary>
    private void MustHaveEntered(SimNode node, Vote vote)
    {
        if (vote.Kind == VoteKind.Commit || node.Forgetful) return;
        ulong known = Math.Max(
            enteredBy.GetValueOrDefault(node.Number), committedView.GetValueOrDefault(node.Number));
        if (vote.View.Value > known + 1)
            Fail(node, $"{vote.Kind} of view {vote.View} leaves, but view {known + 1} was entered last");
    }

    private Words Of(int voter, View view)
    {
        if (!said.TryGetValue((voter, view.Value), out Words? words))
            said[(voter, view.Value)] = words = new Words();
        return words;
    }

    /// <summary>
    /// One that was set back by an old backup is one of the f; its contradictions are counted only.
    /// </summary>
    private void Contradicts(SimNode node, string what)
    {
        if (!node.MayContradict) Fail(node, what);
        Contradictions++;
    }

    private static void Fail(SimNode node, string what) =>
        throw new SafetyViolationException($"v{node.Number}: {what}");
}
