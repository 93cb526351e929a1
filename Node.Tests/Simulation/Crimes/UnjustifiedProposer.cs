using Chain.Consensus;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>
/// Passes by a prepared block that it knows, without the ViewChangeCertificate of that block's view: offers a
/// rival of it, or of an ancestor, or once more a block whose parent is stale. It shows nothing, too little,
/// what belongs to another parent, or a certificate that it made up. It is quick, and keeps back what would
/// help to commit the block it passes by.
/// </summary>
internal sealed class UnjustifiedProposer(World world, SimNode node)
    : Crime(world, node, FaultKind.UnjustifiedParent)
{
    private const int Memory = 64;

    private readonly SortedDictionary<ulong, BlockOutline> offered = [];
    private readonly SortedDictionary<ulong, Certificate> prepared = [];
    private readonly SortedDictionary<ulong, Certificate> viewChanges = [];
    private readonly SortedDictionary<ulong, Lie?> lies = [];

    /// <param name="Proposal">As everyone gets it.</param>
    /// <param name="MadeUp">Views whose ViewChangeCertificate is forged for each who gets it.</param>
    private sealed record Lie(Proposal Proposal, IReadOnlyList<ulong> MadeUp);

    public override void Incoming(int from, PeerMessage message)
    {
        if (message is PeerMessage.OfProposal(var proposal)) Remember(proposal);
    }

    public override void Outgoing(int to, PeerMessage message)
    {
        switch (message)
        {
            case PeerMessage.OfCertificate(var certificate):
                Remember(certificate);
                if (certificate.Kind == VoteKind.Prepare && LieOf(certificate.View.Next) is { } early)
                    Tell(to, early);
                else Send(to, message);
                break;
            case PeerMessage.OfProposal(var proposal):
                Remember(proposal);
                if (IsOwn(proposal) && LieOf(proposal.View) is { } lie) Tell(to, lie);
                else Send(to, message);
                break;
            case PeerMessage.OfVote(var vote) when vote.Voter == Number && vote.Kind == VoteKind.Commit
                    && LieOf(vote.View.Next) is not null:
                break;
            case PeerMessage.OfVote(var vote) when vote.Voter == Number && vote.Kind == VoteKind.Prepare
                    && LieOf(vote.View) is { } said:
                Send(to, new PeerMessage.OfVote(said.Proposal.LeaderPrepare));
                break;
            default:
                Send(to, message);
                break;
        }
    }

    /// <summary>What it says in place of its core in this view; null where it stays honest.</summary>
    private Lie? LieOf(View view)
    {
        if ((int)(view.Value % (ulong)World.Mix.Validators) != Number) return null;
        if (lies.TryGetValue(view.Value, out Lie? told)) return told;
        Lie? lie = Prng.Permille(700) ? Invent(view) : null;
        if (lie is not null) Count();
        Keep(lies, view, lie);
        return lie;
    }

    private Lie? Invent(View view)
    {
        // Without a ViewChangeCertificate nobody may pass this view.
        ulong barrier = view.Value - 1;
        while (viewChanges.ContainsKey(barrier)) barrier--;
        if (!prepared.TryGetValue(barrier, out Certificate? passed)) return null;
        if (Find(passed.Digest) is not { } block) return null;
        BlockOutline rival = Prng.Below(4) == 0 ? AnyStale(barrier) ?? RivalOf(block) : RivalOf(block);
        Node.Hold(rival);
        Vote prepare = Sign(VoteKind.Prepare, view, rival.Digest);
        var bare = new Proposal(
            prepare.Epoch, view, rival.Header, rival.TransactionIds, null, [], prepare);

        if (Prng.Below(4) == 0) return new Lie(bare, []);
        if (Prng.Below(3) == 0)
            return new Lie(bare with { Parent = passed, ViewChanges = Known(barrier, view) }, []);
        if (ViewOf(rival.Header.Parent) is not { } parentView) return new Lie(bare, []);
        Proposal gap = bare with
        {
            Parent = prepared.GetValueOrDefault(parentView),
            ViewChanges = Known(parentView, view),
        };
        return new Lie(gap, Prng.Permille(500) ? Unknown(parentView, view) : []);
    }

    /// <summary>The block's twin, or that of one of its ancestors that are not final.</summary>
    private BlockOutline RivalOf(BlockOutline block)
    {
        while (Prng.Permille(300) && Find(block.Header.Parent) is { } parent
            && parent.Header.Height > Node.Height) block = parent;
        return block with { Header = With(block.Header, block.Header.TimestampMs + 1) };
    }

    /// <summary>An offer of old, its parent below what is prepared at or above the barrier.</summary>
    private BlockOutline? AnyStale(ulong barrier)
    {
        Hash32[] parents = [.. prepared.Where(one => one.Key >= barrier).Select(one => one.Value.Digest)];
        BlockOutline[] stale = [.. offered.Values.Where(block =>
            block.Header.Height > Node.Height && !parents.Contains(block.Header.Parent))];
        return stale.Length > 0 ? Prng.Pick(stale) : null;
    }

    private void Tell(int to, Lie lie) => Send(to, new PeerMessage.OfProposal(lie.Proposal with
    {
        ViewChanges = [.. lie.Proposal.ViewChanges, .. lie.MadeUp.Select(view => MakeUp(view, to))],
    }));

    /// <summary>Names as many as a quorum needs, but not the reader, who would know.</summary>
    private Certificate MakeUp(ulong view, int reader)
    {
        Vote vote = Sign(VoteKind.ViewChange, new View(view), Hash32.Zero);
        int quorum = World.Mix.Validators - World.Mix.Tolerated;
        VoterSet voters = VoterSet.Empty.With(Number);
        for (int voter = 0; voters.Count < quorum; voter++)
        {
            if (voter != reader) voters = voters.With(voter);
        }
        Signature[] signatures = [.. Enumerable.Repeat(vote.Signature, quorum)];
        return new Certificate(vote.Kind, vote.Epoch, vote.View, vote.Digest, voters, signatures);
    }

    private ulong? ViewOf(Hash32 digest)
    {
        if (digest == World.Consortium.Root) return 0;
        foreach ((ulong view, Certificate certificate) in prepared)
        {
            if (certificate.Digest == digest) return view;
        }
        return null;
    }

    private Certificate[] Known(ulong above, View below) =>
        [.. viewChanges.Where(one => one.Key > above && one.Key < below.Value).Select(one => one.Value)];

    private List<ulong> Unknown(ulong above, View below)
    {
        var unknown = new List<ulong>();
        for (ulong view = above + 1; view < below.Value; view++)
        {
            if (!viewChanges.ContainsKey(view)) unknown.Add(view);
        }
        return unknown;
    }

    private BlockOutline? Find(Hash32 digest) =>
        offered.Values.FirstOrDefault(block => block.Digest == digest);

    private void Remember(Proposal proposal)
    {
        if (World.Verifier.Check(new PeerMessage.OfProposal(proposal)) is null) return;
        Keep(offered, proposal.View, new BlockOutline(proposal.Header, proposal.TransactionIds));
    }

    private void Remember(Certificate certificate)
    {
        if (certificate.Kind == VoteKind.Prepare) Keep(prepared, certificate.View, certificate);
        if (certificate.Kind == VoteKind.ViewChange) Keep(viewChanges, certificate.View, certificate);
    }

    private static void Keep<T>(SortedDictionary<ulong, T> memory, View view, T what)
    {
        if (!memory.TryAdd(view.Value, what) || memory.Count <= Memory) return;
        memory.Remove(memory.Keys.First());
    }
}
