using Chain.Consensus;

namespace Chain.Tests.Twins;

/// <summary>
/// The planted bugs, all outside of the core: in what it is given, and in votes added to its own.
/// </summary>
public sealed class Plants(World world, Plant plant)
{
    private readonly Dictionary<(int Instance, VoteKind, ulong, Hash32), VoterSet> counted = [];
    private readonly HashSet<Certificate> padded = [];
    private readonly HashSet<(int Number, ulong View)> givenUp = [];

    /// <summary>True with a bug, which lets correct replicas do what they must not.</summary>
    public bool Any => plant is not (Plant.None or Plant.UnjustifiedTwin);

    public bool NoTimers => plant == Plant.TimersLost;

    private VoteKind Padded => plant switch
    {
        Plant.FewPrepares => VoteKind.Prepare,
        Plant.FewCommits => VoteKind.Commit,
        Plant.FewViewChanges => VoteKind.ViewChange,
        _ => VoteKind.None,
    };

    public bool IsPadded(Certificate certificate) => padded.Contains(certificate);

    public bool Swallows(PeerMessage message) => plant == Plant.CommitsSwallowed
        && (message is PeerMessage.OfVote { Vote.Kind: VoteKind.Commit }
            or PeerMessage.OfCertificate { Certificate.Kind: VoteKind.Commit });

    /// <summary>What an instance says instead.</summary>
    public PeerMessage Change(Instance from, PeerMessage message) =>
        plant is Plant.UnjustifiedTwin or Plant.JustificationUnchecked
        && from.Index >= Genesis.Validators && message is PeerMessage.OfProposal(var proposal)
        && proposal.View.Value > 1 && proposal.LeaderPrepare.Voter == from.Number
            ? Unjustified(from, proposal) : message;

    /// <summary>An instance said this, with its own votes in the journal.</summary>
    public void Sent(Instance from, PeerMessage message)
    {
        if (message is not PeerMessage.OfVote(var vote) || vote.Voter != from.Number) return;
        if (vote.Kind == Padded) Count(from, vote);
        if (from.IsTwin) return;
        if (vote.Kind == VoteKind.ViewChange) givenUp.Add((from.Number, vote.View.Value));
        if (vote.Kind == VoteKind.Commit && plant == Plant.ViewChangeAfterCommit)
            Say(from, VoteKind.ViewChange, vote.View, Hash32.Zero);
    }

    /// <summary>An instance is about to take this.</summary>
    public void Hears(Instance to, PeerMessage message)
    {
        Vote? heard = message switch
        {
            PeerMessage.OfVote of => of.Vote,
            PeerMessage.OfProposal of => of.Proposal.LeaderPrepare,
            _ => null,
        };
        if (heard?.Kind == Padded && Count(to, heard) == Genesis.Tolerated + 1) Pad(to, heard);
        if (plant != Plant.CommitAfterViewChange || to.IsTwin) return;
        Certificate? certificate = message switch
        {
            PeerMessage.OfCertificate of => of.Certificate,
            PeerMessage.OfProposal of => of.Proposal.Parent,
            _ => null,
        };
        if (certificate is { Kind: VoteKind.Prepare }
            && givenUp.Remove((to.Number, certificate.View.Value)))
            Say(to, VoteKind.Commit, certificate.View, certificate.Digest);
    }

    private int Count(Instance instance, Vote vote)
    {
        var key = (instance.Index, vote.Kind, vote.View.Value, vote.Digest);
        VoterSet voters = counted.GetValueOrDefault(key);
        if (voters.Contains(vote.Voter)) return 0;
        return (counted[key] = voters.With(vote.Voter)).Count;
    }

    /// <summary>f + 1 votes with as many names as a quorum has, each signed by the last.</summary>
    private void Pad(Instance instance, Vote vote)
    {
        VoterSet voters = counted[(instance.Index, vote.Kind, vote.View.Value, vote.Digest)];
        for (int voter = 0; voters.Count < Genesis.QuorumSize; voter++) voters = voters.With(voter);
        Signature[] signatures = [.. Enumerable.Repeat(vote.Signature, voters.Count)];
        var certificate = new Certificate(vote.Kind, vote.Epoch, vote.View, vote.Digest, voters, signatures);
        padded.Add(certificate);
        var message = new PeerMessage.OfCertificate(certificate);
        instance.Hear(instance.Number, message, Fingerprint.Of(message));
        world.Spread(instance, null, message);
    }

    private void Say(Instance instance, VoteKind kind, View view, Hash32 digest)
    {
        Vote vote = world.Genesis.Signed.Sign(instance.Number, kind, world.Genesis.Epoch, view, digest);
        world.Spread(instance, null, new PeerMessage.OfVote(vote));
    }

    /// <summary>A block on the root, as if all views before had been given up.</summary>
    private PeerMessage.OfProposal Unjustified(Instance from, Proposal proposal)
    {
        Genesis genesis = world.Genesis;
        BlockOutline block =
            genesis.Build(genesis.Root, genesis.Root.TimestampMs + 1, proposal.View, from.Index);
        var everybody = new VoterSet((UInt128.One << Genesis.Validators) - 1);
        var signatures = new Signature[Genesis.Validators];
        var viewChanges = new List<Certificate>();
        for (ulong view = 1; view < proposal.View.Value; view++)
            viewChanges.Add(new Certificate(
                VoteKind.ViewChange, genesis.Epoch, new View(view), Hash32.Zero, everybody, signatures));
        return new PeerMessage.OfProposal(proposal with
        {
            Header = block.Header,
            TransactionIds = block.TransactionIds,
            Parent = null,
            ViewChanges = viewChanges,
            LeaderPrepare = genesis.Signed.Sign(
                from.Number, VoteKind.Prepare, genesis.Epoch, proposal.View, block.Digest),
        });
    }
}
