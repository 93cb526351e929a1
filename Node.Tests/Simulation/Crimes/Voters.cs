using Chain.Consensus;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>Votes for whatever it hears of, and for blocks that do not exist.</summary>
internal sealed class ConflictingVoter(World world, SimNode node)
    : Crime(world, node, FaultKind.ConflictingVoter)
{
    public override void Outgoing(int to, PeerMessage message)
    {
        Send(to, message);
        if (message is not PeerMessage.OfVote(var vote) || vote.Voter != Number) return;
        if (vote.Kind == VoteKind.ViewChange || !Prng.Permille(500)) return;
        Count();
        Send(to, new PeerMessage.OfVote(Sign(vote.Kind, vote.View, Prng.Hash())));
    }

    public override void Incoming(int from, PeerMessage message)
    {
        if (message is not PeerMessage.OfProposal(var proposal) || IsOwn(proposal)) return;
        Count();
        Hash32 digest = proposal.Header.Digest;
        SendAll(new PeerMessage.OfVote(Sign(VoteKind.Prepare, proposal.View, digest)));
        SendAll(new PeerMessage.OfVote(Sign(VoteKind.Commit, proposal.View, digest)));
    }
}

/// <summary>Says Commit and ViewChange of every view, in either order, to different peers first.</summary>
internal sealed class CommitAndViewChange(World world, SimNode node)
    : Crime(world, node, FaultKind.CommitAndViewChange)
{
    private readonly Dictionary<ulong, Hash32> seen = [];

    public override void Incoming(int from, PeerMessage message)
    {
        if (message is not PeerMessage.OfProposal(var proposal)) return;
        seen[proposal.View.Value] = proposal.Header.Digest;
        Both(proposal.View, Number % 2 == from % 2);
    }

    public override void Outgoing(int to, PeerMessage message)
    {
        Send(to, message);
        if (message is PeerMessage.OfVote(var vote) && vote.Voter == Number) Both(vote.View, to % 2 == 0);
    }

    private void Both(View view, bool commitFirst)
    {
        if (!seen.Remove(view.Value, out Hash32 digest)) return;
        Count();
        Vote commit = Sign(VoteKind.Commit, view, digest);
        Vote viewChange = Sign(VoteKind.ViewChange, view, Hash32.Zero);
        foreach (int to in World.Others(Number))
        {
            bool first = to % 2 == 0 == commitFirst;
            Send(to, new PeerMessage.OfVote(first ? commit : viewChange));
            Send(to, new PeerMessage.OfVote(first ? viewChange : commit));
        }
    }
}

/// <summary>Talks to one half of the others only; which half changes with the view.</summary>
internal sealed class SelectiveVoter(World world, SimNode node) : Crime(world, node, FaultKind.SelectiveVoter)
{
    public override void Outgoing(int to, PeerMessage message)
    {
        ulong side = message is PeerMessage.OfVote(var vote) ? vote.View.Value / 2 : Node.View.Value / 2;
        if ((ulong)to % 2 == side % 2) Send(to, message);
        else Count();
    }
}

/// <summary>Keeps everything it ever heard and says it again, to anyone, at any time.</summary>
internal sealed class OutdatedReplayer(World world, SimNode node)
    : Crime(world, node, FaultKind.OutdatedReplay)
{
    private const int Memory = 400;

    private readonly List<PeerMessage> heard = [];

    public override void Incoming(int from, PeerMessage message)
    {
        if (heard.Count < Memory) heard.Add(message);
        else heard[Prng.Below(Memory)] = message;
    }

    public override void Idle()
    {
        for (int i = 0; i < 6 && heard.Count > 0; i++)
        {
            Count();
            Send(Prng.Pick(World.Others(Number)), Prng.Pick(heard));
        }
    }
}
