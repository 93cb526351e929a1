namespace Chain.Consensus;

/// <summary>
/// When nothing commits although something should, sends again all that is held, others' votes too (C-34):
/// every message may be lost, and one that cannot reach a replica directly reaches it through a third.
/// </summary>
internal sealed class Retry(ReplicaState state)
{
    private const ulong CommitViews = 4;

    private long? waitingSinceMs;

    public long? DueMs => waitingSinceMs + state.Config.Timing.RetryMs;

    /// <summary>Something was committed.</summary>
    public void Progress() => waitingSinceMs = null;

    /// <summary>Starts or stops the wait; sends when it is over.</summary>
    public void Consider(Turn turn)
    {
        long now = turn.Now.MonotonicMs;
        if (!state.Safety.AnyUncommitted && !state.Certificates.AnyPreparedAboveCommitted)
        {
            waitingSinceMs = null;
            return;
        }
        waitingSinceMs ??= now;
        if (now < DueMs) return;
        waitingSinceMs = now;
        SendAgain(turn);
    }

    private void SendAgain(Turn turn)
    {
        if (state.Entry is { } entry) turn.Broadcast(entry);
        if (state.Slots.At(state.View) is { } slot) turn.Broadcast(new PeerMessage.OfProposal(slot.Proposal));
        ulong first = state.View.Value > CommitViews ? state.View.Value - CommitViews : 1;
        for (ulong at = first; at <= state.Votes.Highest.Value; at++)
        {
            var view = new View(at);
            foreach (Vote vote in state.Votes.All(VoteKind.Commit, view)) Broadcast(turn, vote);
            if (view < state.View) continue;
            foreach (Vote vote in state.Votes.All(VoteKind.Prepare, view)) Broadcast(turn, vote);
            foreach (Vote vote in state.Votes.All(VoteKind.ViewChange, view)) Broadcast(turn, vote);
        }
    }

    private static void Broadcast(Turn turn, Vote vote) => turn.Broadcast(new PeerMessage.OfVote(vote));
}
