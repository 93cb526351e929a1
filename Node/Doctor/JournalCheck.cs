using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Chain.Node.Ordering;
using Chain.Node.Verification;

namespace Chain.Node.Doctor;

/// <summary>
/// The voting journal: readable, without gaps, one validator's, its votes signed and without contradiction,
/// and the bodies there of which it speaks.
/// </summary>
internal sealed class JournalCheck(
    NodeSettings settings, ConsortiumFile file, StoreInspection store, HeadMarker head)
{
    private const string Name = "journal";

    public Finding Run()
    {
        try
        {
            List<JournalRecord> records = [.. store.Journal(head).Select(Decode)];
            OwnVotes.CheckContradictions(records);
            CheckSignatures(records);
            CheckBodies(records);
            int number = file.Genesis.Validators.ToList().FindIndex(validator =>
                validator.Name == settings.Name);
            if (number >= 0) OwnVotes.CheckOwner(records, number);
            return Voting(records);
        }
        catch (StoreException error) when (error.Kind == StoreErrorKind.WrongValidator)
        {
            return Finding.Fault(Name, error.What, "refuses to start", error.Advice.TrimEnd('.'));
        }
        catch (StoreException error)
        {
            return Finding.Fault(
                Name, error.What, "refuses to start, for it might vote against its own votes", Remedy.Resync);
        }
    }

    private Finding Voting(List<JournalRecord> records)
    {
        int votes = OwnVotes.In(records).Count();
        string found = $"{records.Count} records without a gap, {votes} own votes that do not contradict "
            + "each other";
        if (records.Any(record => record is JournalRecord.VotingMark)) return Finding.Sound(Name, found);
        if (!File.Exists(settings.ValidatorKey)) return Finding.Sound(Name,
            $"{found}; without a key it votes never");
        found += ", and no leave to vote: it was made for a validator that lost its journal";
        return settings.Rejoin
            ? Finding.Mends(Name, found, "asks the others, and votes again when that is safe")
            : Finding.Fault(Name, found, "starts, and does not vote", Remedy.Rejoin);
    }

    private static JournalRecord Decode(StoredRecord stored) => JournalCodec.Decode(stored.Bytes.Span)
        ?? throw Damaged($"journal record {stored.Sequence} is unreadable");

    private void CheckSignatures(List<JournalRecord> records)
    {
        var verifier = new VoteVerifier(
            file.Genesis.ComputeHash(), GenesisBuilder.FirstEpoch, GenesisBuilder.Validators(file.Genesis));
        if (OwnVotes.In(records).FirstOrDefault(verifier.IsForged) is { } forged)
            throw Damaged($"the journal's vote of view {forged.View} is not signed by validator "
                + $"{forged.Voter}");
    }

    private void CheckBodies(List<JournalRecord> records)
    {
        foreach (JournalRecord.Block block in records.OfType<JournalRecord.Block>())
        {
            BlockHeader header = block.Outline.Header;
            if (header.Height > head.Height && !store.HasBody(header.Height, header.Digest))
                throw Damaged($"journaled block {header.Digest} has no body");
        }
    }

    private static StoreException Damaged(string what) => new(StoreErrorKind.JournalDamaged, what);
}
