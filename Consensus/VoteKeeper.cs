namespace Chain.Consensus;

internal enum VoteAdded
{
    /// <summary>Too far ahead, too old, or at or below the committed view; not kept.</summary>
    Outside,

    /// <summary>Held already, or another of its kind by this voter is.</summary>
    Known,

    Counted,
}

/// <summary>
/// Everybody's votes (C-20): one of each kind per voter and view, from a bounded history up to W views ahead,
/// in a ring, so that no forged view number makes memory grow. Commits stay countable long after the view
/// moved on (C-17).
/// </summary>
internal sealed class VoteKeeper(Epoch epoch, Quorum quorum)
{
    private const int Kinds = 3;
    private const int Size = Limits.VoteHistory + Limits.VoteWindow + 1;

    private readonly ViewVotes?[] ring = new ViewVotes?[Size];
    private View current = new(1);
    private View committed;

    private sealed record ViewVotes(View View, Vote?[][] ByKind);

    public View Highest => new(current.Value + Limits.VoteWindow);

    /// <summary>Moves the window; votes that fall out of it are forgotten.</summary>
    public void MoveTo(View view, View committedView) => (current, committed) = (view, committedView);

    /// <param name="vote">Its voter is below the number of validators.</param>
    /// <param name="contradicted">A held vote that makes evidence together with this one.</param>
    public VoteAdded Add(Vote vote, out Vote? contradicted)
    {
        contradicted = null;
        if (!InWindow(vote.View)) return VoteAdded.Outside;
        ref ViewVotes? place = ref ring[vote.View.Value % Size];
        if (place?.View != vote.View) place = new ViewVotes(vote.View, NewArrays());
        Vote?[][] votes = place.ByKind;

        contradicted = FindContradicted(votes, vote);
        ref Vote? held = ref votes[Index(vote.Kind)][vote.Voter];
        if (held is not null) return VoteAdded.Known;
        held = vote;
        return VoteAdded.Counted;
    }

    public int Count(VoteKind kind, View view, Hash32 digest)
    {
        int count = 0;
        foreach (Vote? vote in Of(kind, view))
            if (vote is not null && vote.Digest == digest) count++;
        return count;
    }

    /// <returns>Null below a quorum of equal votes.</returns>
    public Certificate? Assemble(VoteKind kind, View view, Hash32 digest)
    {
        if (Count(kind, view, digest) < quorum.Size) return null;
        VoterSet voters = VoterSet.Empty;
        var signatures = new List<Signature>(quorum.Validators);
        foreach (Vote? vote in Of(kind, view))
        {
            if (vote is null || vote.Digest != digest) continue;
            voters = voters.With(vote.Voter);
            signatures.Add(vote.Signature);
        }
        return new Certificate(kind, epoch, view, digest, voters, signatures);
    }

    public Vote? Find(VoteKind kind, View view, int voter) =>
        Of(kind, view) is { Length: > 0 } votes ? votes[voter] : null;

    /// <summary>The first Prepare of the view by number of its voter.</summary>
    public Vote? AnyPrepare(View view)
    {
        foreach (Vote? vote in Of(VoteKind.Prepare, view))
            if (vote is not null) return vote;
        return null;
    }

    /// <summary>Votes held of one kind and view, by number of the voter.</summary>
    public IEnumerable<Vote> All(VoteKind kind, View view)
    {
        // An iterator cannot hold a span.
        ViewVotes? place = At(view);
        return place is null ? [] : place.ByKind[Index(kind)].OfType<Vote>();
    }

    /// <summary>The newest vote of each kind held of a voter, Prepare, Commit, ViewChange.</summary>
    public IReadOnlyList<Vote> Newest(int voter)
    {
        var newest = new List<Vote>(Kinds);
        ReadOnlySpan<VoteKind> kinds = [VoteKind.Prepare, VoteKind.Commit, VoteKind.ViewChange];
        foreach (VoteKind kind in kinds)
        {
            Vote? found = null;
            for (ulong at = Highest.Value; at > committed.Value && InWindow(new View(at)); at--)
            {
                found = Find(kind, new View(at), voter);
                if (found is not null) break;
            }
            if (found is not null) newest.Add(found);
        }
        return newest;
    }

    private bool InWindow(View view) =>
        view > committed && view <= Highest && view.Value + Limits.VoteHistory >= current.Value;

    private ViewVotes? At(View view) =>
        InWindow(view) && ring[view.Value % Size] is { } place && place.View == view ? place : null;

    private ReadOnlySpan<Vote?> Of(VoteKind kind, View view) =>
        At(view) is { } place ? place.ByKind[Index(kind)] : [];

    private static Vote? FindContradicted(Vote?[][] votes, Vote vote)
    {
        foreach (Vote?[] kind in votes)
            if (kind[vote.Voter] is { } held && new Evidence(held, vote).IsProof) return held;
        return null;
    }

    private Vote?[][] NewArrays()
    {
        var arrays = new Vote?[Kinds][];
        for (int i = 0; i < Kinds; i++) arrays[i] = new Vote?[quorum.Validators];
        return arrays;
    }

    private static int Index(VoteKind kind) => (int)kind - 1;
}
