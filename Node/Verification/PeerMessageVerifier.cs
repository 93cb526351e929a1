using Chain.Consensus;

namespace Chain.Node.Verification;

/// <summary>
/// Turns what a peer sent into what the core may believe: each message is checked as its docstring in
/// <see cref="PeerMessage"/> says. What fails is dropped and never becomes an input.
/// </summary>
public sealed class PeerMessageVerifier(Epoch epoch, VoteVerifier votes)
{
    /// <returns>Null when the message deserves nothing but to be dropped.</returns>
    public Verified<PeerMessage>? Check(PeerMessage message) => message switch
    {
        PeerMessage.OfVote { Vote: var vote } => When(Passes(vote), message),
        PeerMessage.OfCertificate { Certificate: var certificate } => When(Passes(certificate), message),
        PeerMessage.OfProposal { Proposal: var proposal } => Check(proposal),
        PeerMessage.NewestVotes newest => When(votes.Verify(newest), message),
        PeerMessage.OfEvidence { Evidence: var evidence } =>
            When(votes.Verify(evidence.First) && votes.Verify(evidence.Second), message),
        PeerMessage.WantCertificate or PeerMessage.WantProposal or PeerMessage.WantNewestVotes =>
            new Verified<PeerMessage>(message),
        _ => throw new BrokenInvariantException("unknown peer message"),
    };

    /// <summary>
    /// True when any part names a signer of this epoch that did not sign it: proof that who brought it is
    /// broken or hostile, for honest nodes check what they pass on. Stops at the first such part.
    /// </summary>
    public bool IsForged(PeerMessage message) => message switch
    {
        PeerMessage.OfVote { Vote: var vote } => votes.IsForged(vote),
        PeerMessage.OfCertificate { Certificate: var certificate } => votes.IsForged(certificate),
        PeerMessage.OfProposal { Proposal: var proposal } => votes.IsForged(proposal.LeaderPrepare)
            || IsForged(proposal.Parent) || proposal.ViewChanges.Any(votes.IsForged),
        PeerMessage.NewestVotes newest => votes.IsForged(newest)
            || newest.Votes.Any(votes.IsForged) || IsForged(newest.Entry) || IsForged(newest.Committed),
        PeerMessage.OfEvidence { Evidence: var evidence } =>
            votes.IsForged(evidence.First) || votes.IsForged(evidence.Second),
        _ => false,
    };

    private bool IsForged(Certificate? part) => part is not null && votes.IsForged(part);

    private bool Passes(Vote vote) => vote.Epoch != epoch || votes.Verify(vote);

    private bool Passes(Certificate certificate) => certificate.Epoch != epoch || votes.Verify(certificate);

    private Verified<PeerMessage>? Check(Proposal proposal)
    {
        if (proposal.Epoch != epoch) return new Verified<PeerMessage>(new PeerMessage.OfProposal(proposal));
        if (!votes.Verify(proposal.LeaderPrepare)) return null;
        if (MerkleRoot.Of([.. proposal.TransactionIds]) != proposal.Header.TransactionsRoot) return null;
        // Relayed parts are not the leader's word: a bad one is left out, and the core fetches
        // what it misses.
        Certificate? parent = proposal.Parent is { } claimed && votes.Verify(claimed) ? claimed : null;
        Certificate[] viewChanges = [.. proposal.ViewChanges.Where(votes.Verify)];
        return new Verified<PeerMessage>(
            new PeerMessage.OfProposal(proposal with { Parent = parent, ViewChanges = viewChanges }));
    }

    private static Verified<PeerMessage>? When(bool passes, PeerMessage message) =>
        passes ? new Verified<PeerMessage>(message) : null;
}
