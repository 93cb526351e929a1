namespace Chain.Consensus;

/// <summary>
/// All that replicas say to each other. Beside each stands what the node's verifier checks before it may
/// become a <see cref="Verified{T}"/>; anything that fails is dropped. Numbers of voters are below the size
/// of the epoch's list. A message of another epoch carries nothing that can be checked: it passes unchecked,
/// and only tells that a sync or an answer is due.
/// </summary>
public abstract record PeerMessage
{
    private PeerMessage() { }

    /// <summary>Checked: the voter's signature over <see cref="VoteCodec.SigningDigest"/>.</summary>
    public sealed record OfVote(Vote Vote) : PeerMessage;

    /// <summary>Checked: every signature in it. The core counts the quorum.</summary>
    public sealed record OfCertificate(Certificate Certificate) : PeerMessage;

    /// <summary>
    /// Checked: the leader's Prepare inside is signed by its voter, and the ids hash to the header's
    /// transactions root. A relayed certificate inside that fails is left out (parent null, view changes
    /// without it), because only what the leader signed may count against it: the core then fetches
    /// what it misses.
    /// </summary>
    public sealed record OfProposal(Proposal Proposal) : PeerMessage;

    /// <summary>
    /// "Send me the certificate of this view and kind": Prepare asks for a prepared or committed one.
    /// </summary>
    public sealed record WantCertificate(Epoch Epoch, View View, VoteKind Kind) : PeerMessage;

    /// <summary>"Send me the proposal of this view."</summary>
    public sealed record WantProposal(Epoch Epoch, View View) : PeerMessage;

    /// <summary>After a start: "what are the newest votes that you hold of me?"</summary>
    /// <param name="Asker">
    /// The sender, or the one for whom it passes the question on (C-62). An observer gives n.
    /// </param>
    /// <param name="Nonce">Of this start.</param>
    /// <param name="Answered">Whose answers have come: who is in it passes the question on.</param>
    public sealed record WantNewestVotes(int Asker, ulong Nonce, VoterSet Answered) : PeerMessage;

    /// <summary>
    /// Checked: the answerer's signature over <see cref="NewestVotesCodec.SigningDigest"/>, and every vote's
    /// and certificate's. Dropped whole, since the answerer vouches for all of it.
    /// </summary>
    /// <param name="Asker">Of the question.</param>
    /// <param name="Nonce">Of the question.</param>
    /// <param name="Answerer">Whose word this is, whoever brings it.</param>
    /// <param name="Votes">The newest of each kind held of the asker.</param>
    /// <param name="Entry">By which the answerer entered its view; null in view 1.</param>
    /// <param name="Voting">False while the answerer itself does not vote.</param>
    /// <param name="Committed">The last one it knows; null where the epoch has none yet.</param>
    /// <param name="Signature">The answerer's.</param>
    public sealed record NewestVotes(
        int Asker, ulong Nonce, int Answerer, IReadOnlyList<Vote> Votes, Certificate? Entry, bool Voting,
        Certificate? Committed, Signature Signature) : PeerMessage;

    /// <summary>Checked: both signatures. The core checks that the two contradict each other.</summary>
    public sealed record OfEvidence(Evidence Evidence) : PeerMessage;
}
