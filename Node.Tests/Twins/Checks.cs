using Chain.Consensus;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>
/// Watches the correct instances of one scenario. It counts voters itself and knows nothing of the core's
/// rules but the list "Never" of the protocol and what a parent must be.
/// </summary>
public sealed class Checks
{
    private readonly World world;
    private readonly IReadOnlyList<int> twins;
    private readonly List<Hash32> decided = [];
    private readonly Words[] words;
    private readonly Dictionary<(VoteKind Kind, ulong View, Hash32 Digest), VoterSet> said = [];

    public Checks(World world, IReadOnlyList<int> twins)
    {
        (this.world, this.twins) = (world, twins);
        decided.Add(world.Genesis.Root.Digest);
        words = [.. Enumerable.Range(0, Genesis.Validators).Select(_ => new Words())];
    }

    /// <summary>What one correct validator said, by view, and the view of its last commit.</summary>
    private sealed class Words
    {
        public Dictionary<ulong, Hash32> Proposed { get; } = [];
        public Dictionary<ulong, Hash32> Prepared { get; } = [];
        public Dictionary<ulong, Hash32> Committed { get; } = [];
        public HashSet<ulong> GivenUp { get; } = [];
        public ulong CommittedView { get; set; }
    }

    /// <summary>The blocks that are final somewhere, by height.</summary>
    public IReadOnlyList<Hash32> Decided => decided;

    /// <summary>With a planted bug only its consequences count, not that its own rule is broken.</summary>
    private bool Strict => !world.Plants.Any;

    public string Name(Instance instance) => Names.Of(twins)[instance.Index];

    public void Journaled(Instance instance, Proposal proposal)
    {
        if (instance.IsTwin) return;
        if (!words[instance.Number].Proposed.TryAdd(proposal.View.Value, proposal.Header.Digest) && Strict)
            Fail(instance, $"two proposals in view {proposal.View}");
        Journaled(instance, proposal.LeaderPrepare);
    }

    public void Journaled(Instance instance, Vote vote)
    {
        if (instance.IsTwin || !Strict) return;
        if (vote.Voter != instance.Number || !world.Genesis.Signed.IsSigned(vote))
            Fail(instance, "signs a vote wrongly");
        CheckNever(instance, vote, words[instance.Number]);
        var key = (vote.Kind, vote.View.Value, vote.Digest);
        said[key] = said.GetValueOrDefault(key).With(vote.Voter);
        if (vote.Kind == VoteKind.Prepare) CheckParent(instance, vote);
    }

    /// <summary>C-28: what it signed itself is in the journal.</summary>
    public void Leaves(Instance instance, PeerMessage message)
    {
        if (instance.IsTwin || !Strict) return;
        Vote? vote = message switch
        {
            PeerMessage.OfVote of => of.Vote,
            PeerMessage.OfProposal of => of.Proposal.LeaderPrepare,
            _ => null,
        };
        if (vote is null || vote.Voter != instance.Number) return;
        if (!said.GetValueOrDefault((vote.Kind, vote.View.Value, vote.Digest)).Contains(vote.Voter))
            Fail(instance, $"{vote.Kind} of view {vote.View} leaves before it is in the journal");
        if (vote.Kind == VoteKind.Prepare && !instance.Holds(vote.Digest))
            Fail(instance, $"Prepare of view {vote.View} leaves before the block is in the journal");
    }

    public void Committed(Instance instance, Effect.Committed committed)
    {
        if (instance.IsTwin) return;
        Certificate certificate = committed.Certificate;
        if (Strict && (certificate.Kind != VoteKind.Commit
            || certificate.Digest != committed.Blocks[^1].Digest
            || certificate.Voters.Count < Genesis.QuorumSize || !world.Genesis.Signed.IsSigned(certificate)))
            Fail(instance, $"commits by a certificate that proves nothing, of view {certificate.View}");
        Hash32 parent = instance.Head;
        ulong height = instance.Height;
        foreach (BlockOutline block in committed.Blocks)
        {
            height++;
            if (block.Header.Parent != parent || block.Header.Height.Value != height)
                Fail(instance, $"commits a block at height {height} that is not on its chain");
            parent = block.Digest;
            if (height == (ulong)decided.Count) decided.Add(block.Digest);
            else if (decided[(int)height] != block.Digest)
                Fail(instance, $"FORK at height {height}");
        }
        Words own = words[instance.Number];
        own.CommittedView = Math.Max(own.CommittedView, certificate.View.Value);
    }

    /// <summary>Effects that only show what happened.</summary>
    public void Did(Instance instance, Effect effect)
    {
        if (instance.IsTwin) return;
        if (effect is Effect.Halt(var reason)) Fail(instance, $"HALT: {reason}");
        if (effect is Effect.VotingStopped(var why) && Strict) Fail(instance, $"stops voting: {why}");
        if (effect is Effect.EvidenceFound(var evidence) && Strict && !twins.Contains(evidence.First.Voter))
            Fail(instance, $"accuses {evidence.First.Voter}, which is correct");
    }

    /// <summary>C-24 to C-27.</summary>
    private void CheckNever(Instance instance, Vote vote, Words own)
    {
        ulong view = vote.View.Value;
        if (view <= own.CommittedView)
            Fail(instance, $"{vote.Kind} of view {view}, at or below the committed view");
        switch (vote.Kind)
        {
            case VoteKind.Prepare:
                if (!own.Prepared.TryAdd(view, vote.Digest))
                    Fail(instance, $"two Prepares in view {view}");
                if (own.GivenUp.Contains(view)) Fail(instance, $"Prepare after ViewChange of view {view}");
                break;
            case VoteKind.Commit:
                if (!own.Committed.TryAdd(view, vote.Digest)) Fail(instance, $"two Commits in view {view}");
                if (own.GivenUp.Contains(view)) Fail(instance, $"Commit after ViewChange of view {view}");
                break;
            default:
                if (!own.GivenUp.Add(view)) Fail(instance, $"two ViewChanges of view {view}");
                if (own.Committed.ContainsKey(view))
                    Fail(instance, $"ViewChange after Commit of view {view}");
                break;
        }
    }

    /// <summary>
    /// No view between a block's and its parent's is passed by, unless a quorum can have given it up.
    /// </summary>
    private void CheckParent(Instance instance, Vote prepare)
    {
        Hash32 parent = world.Genesis.Outline(prepare.Digest).Header.Parent;
        for (ulong view = prepare.View.Value - 1; !CanBePrepared(view, parent); view--)
            if (view == 0 || !CanHaveQuorum(VoteKind.ViewChange, view, Hash32.Zero))
                Fail(instance, $"Prepare of view {prepare.View} passes view {view} by without a reason");
    }

    private bool CanBePrepared(ulong view, Hash32 block) => view == 0
        ? block == world.Genesis.Root.Digest : CanHaveQuorum(VoteKind.Prepare, view, block);

    /// <summary>Twins may have said anything.</summary>
    private bool CanHaveQuorum(VoteKind kind, ulong view, Hash32 digest)
    {
        VoterSet voters = said.GetValueOrDefault((kind, view, digest));
        foreach (int twin in twins) voters = voters.With(twin);
        return voters.Count >= Genesis.QuorumSize;
    }

    private void Fail(Instance instance, string what) =>
        throw new SafetyViolationException($"{Name(instance)}: {what}");
}
