namespace Chain.Consensus;

/// <summary>
/// Decides what may be voted for. It alone holds the signer, so no other file can create a vote. Whatever the
/// rest of the program believes, what leaves here keeps the list "Never" (C-24 to C-28): it knows every own
/// vote above the committed view, from the journal and since.
/// </summary>
internal sealed class SafetyRules(ReplicaConfig config)
{
    private readonly SortedDictionary<(ulong View, VoteKind Kind), Vote> own = [];
    private View? above;
    private View proposed;
    private bool checkedAtStart;

    /// <summary>Highest view in which a block is known to be committed.</summary>
    public View Committed { get; private set; }

    /// <summary>Why it votes no more, null while it may.</summary>
    public string? Stopped { get; private set; }

    public bool HasMark => above is not null;

    public bool Voting => config.Own is not null && above is not null && checkedAtStart && Stopped is null;

    /// <summary>The view it last proposed in, 0 for none; kept across restarts until pruned.</summary>
    public View Proposed => proposed;

    /// <summary>Own votes above the committed view, by view.</summary>
    public IEnumerable<Vote> Own => own.Values;

    public bool AnyUncommitted => own.Count > 0;

    public bool MayVote(View view) => Voting && view > Committed && view > above!.Value;

    public bool Sent(VoteKind kind, View view) => own.ContainsKey((view.Value, kind));

    /// <summary>C-8: a Prepare for the leader's proposal, null when it must not be.</summary>
    public Vote? Prepare(Proposal proposal, View current, CertificateStore certificates) =>
        MayPrepare(proposal.View, proposal.Header.Parent, current, certificates)
            ? Make(VoteKind.Prepare, proposal.View, proposal.Header.Digest) : null;

    /// <summary>C-6: the Prepare inside an own PrePrepare, null when it must not be.</summary>
    public Vote? Propose(BlockHeader header, View current, CertificateStore certificates)
    {
        bool mine = new Quorum(config.Validators.Count).Leader(current) == config.Own;
        if (!mine || current <= proposed) return null;
        if (!MayPrepare(current, header.Parent, current, certificates)) return null;
        proposed = current;
        return Make(VoteKind.Prepare, current, header.Digest);
    }

    /// <summary>C-12: a Commit of what this PreparedCertificate names, null when it must not be.</summary>
    public Vote? Commit(Certificate prepared)
    {
        Require.That(prepared.Kind == VoteKind.Prepare);
        bool may = MayVote(prepared.View)
            && !Sent(VoteKind.ViewChange, prepared.View) && !Sent(VoteKind.Commit, prepared.View);
        return may ? Make(VoteKind.Commit, prepared.View, prepared.Digest) : null;
    }

    /// <summary>C-14: gives up the current view, null when it must not.</summary>
    public Vote? ViewChange(View current)
    {
        bool may = MayVote(current)
            && !Sent(VoteKind.ViewChange, current) && !Sent(VoteKind.Commit, current);
        return may ? Make(VoteKind.ViewChange, current, Hash32.Zero) : null;
    }

    /// <summary>
    /// C-62: this validator's name under what it holds of another's votes. The tag keeps it from
    /// being a vote.
    /// </summary>
    public PeerMessage.NewestVotes Sign(PeerMessage.NewestVotes answer)
    {
        Require.That(answer.Answerer == config.Own);
        Hash32 signing = NewestVotesCodec.SigningDigest(config.Chain, config.Epoch, answer);
        return answer with { Signature = config.Sign!(signing) };
    }

    /// <summary>C-43: the journal's permission to vote above a view of this epoch.</summary>
    public void Mark(View floor) => above = above is { } before && before > floor ? before : floor;

    /// <summary>C-42: the newest-votes check is passed.</summary>
    public void PassStartCheck() => checkedAtStart = true;

    /// <summary>C-41: an own vote read back from the journal.</summary>
    public void Restore(Vote vote)
    {
        if (vote.View > Committed) own[(vote.View.Value, vote.Kind)] = vote;
    }

    /// <summary>C-41: an own proposal read back from the journal.</summary>
    public void RestoreProposal(View view)
    {
        if (view > proposed) proposed = view;
    }

    /// <summary>
    /// C-25: from here on nothing at or below this view may be voted for, or needs remembering.
    /// </summary>
    public void RaiseCommitted(View view)
    {
        if (view <= Committed) return;
        Committed = view;
        while (own.Count > 0 && own.Keys.First() is var first && first.View <= view.Value) own.Remove(first);
    }

    /// <summary>
    /// C-42: a signature of ours was seen. One above the committed view that the journal lacks means an old
    /// backup or a second node with this key: no vote of ours is safe any more.
    /// </summary>
    /// <returns>True when this stopped the voting.</returns>
    public bool StopIfForeign(VoteKind kind, View view, Hash32 digest)
    {
        if (above is not { } floor || view <= floor || view <= Committed || Stopped is not null) return false;
        if (own.TryGetValue((view.Value, kind), out Vote? known) && known.Digest == digest) return false;
        Stop($"a valid own {kind} of view {view} is not in the journal: old backup, or two nodes with one key"
            + "; stop any other node with this key, move the data directory away, make a new one with "
            + "`chain node init --rejoin true`, and start with `--rejoin true`");
        return true;
    }

    public void Stop(string reason) => Stopped ??= reason;

    private bool MayPrepare(View view, Hash32 parent, View current, CertificateStore certificates) =>
        MayVote(view) && view == current
        && !Sent(VoteKind.Prepare, view) && !Sent(VoteKind.ViewChange, view) && !Sent(VoteKind.Commit, view)
        && Justification.Of(certificates, view, parent).Holds;

    private Vote Make(VoteKind kind, View view, Hash32 digest)
    {
        Hash32 signing = VoteCodec.SigningDigest(config.Chain, kind, config.Epoch, view, digest);
        var vote = new Vote(kind, config.Epoch, view, digest, config.Own!.Value, config.Sign!(signing));
        own.Add((view.Value, kind), vote);
        return vote;
    }
}
