namespace Chain.Consensus;

/// <summary>
/// What the node read back at its start: the stored chain's head and the journal. A replica built from it
/// stands exactly where the one that wrote it stood, as far as anyone else can tell (C-41).
/// </summary>
/// <param name="Head">Last committed and stored block; the epoch's root when there is none.</param>
/// <param name="HeadCertificate">
/// The CommittedCertificate stored with it, of this epoch; null where the head is the epoch's root.
/// </param>
/// <param name="Records"> The journal in order. A journal made by <c>node init</c> starts with <see
/// cref="JournalRecord.VotingMark"/>; without any voting mark the replica never votes (C-43).
/// </param>
public sealed record Recovered(
    ChainHead Head, Certificate? HeadCertificate, IReadOnlyList<JournalRecord> Records);
