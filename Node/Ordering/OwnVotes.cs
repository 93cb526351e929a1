using Chain.Consensus;
using Chain.Ledger.Storage;

namespace Chain.Node.Ordering;

/// <summary>The own votes of a journal, which a restarted replica takes for its word.</summary>
internal static class OwnVotes
{
    /// <summary>Votes in the order of the journal, those inside own proposals too.</summary>
    public static IEnumerable<Vote> In(IEnumerable<JournalRecord> records)
    {
        foreach (JournalRecord record in records)
        {
            if (record is JournalRecord.OwnVote own) yield return own.Vote;
            if (record is JournalRecord.OwnProposal proposed) yield return proposed.Proposal.LeaderPrepare;
        }
    }

    /// <exception cref="StoreException">
    /// JournalDamaged: two of them contradict each other, so this program did not write both.
    /// </exception>
    public static void CheckContradictions(IEnumerable<JournalRecord> records)
    {
        foreach (var view in In(records).GroupBy(vote => (vote.Epoch, vote.View)))
        {
            Vote[] votes = [.. view];
            for (int i = 0; i < votes.Length; i++)
                for (int j = i + 1; j < votes.Length; j++)
                    if (new Evidence(votes[i], votes[j]).IsProof)
                        throw new StoreException(
                            StoreErrorKind.JournalDamaged,
                            $"the journal holds own votes of view {votes[i].View} that contradict each "
                                + "other");
        }
    }

    /// <param name="records">The journal.</param>
    /// <param name="number">This validator's.</param>
    /// <exception cref="StoreException">WrongValidator: the journal is another validator's.</exception>
    public static void CheckOwner(IEnumerable<JournalRecord> records, int number)
    {
        if (In(records).FirstOrDefault(vote => vote.Voter != number) is { } foreign)
            throw new StoreException(
                StoreErrorKind.WrongValidator,
                $"the journal holds votes of validator {foreign.Voter}, this node is validator {number}");
    }
}
