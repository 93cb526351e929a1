using Chain.Consensus;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>
/// Does what stands beside each <see cref="PeerMessage"/>: drops what fails, leaves out relayed
/// parts that fail.
/// </summary>
/// <param name="signed">By the validators.</param>
/// <param name="epoch">Whose messages it can judge.</param>
/// <param name="alsoAccepts">A planted bug: certificates that pass anywhere.</param>
/// <param name="trustsProposals">A planted bug: ViewChangeCertificates in a proposal pass.</param>
public sealed class Verifier(
    FakeVotes signed, Epoch epoch, Predicate<Certificate>? alsoAccepts = null, bool trustsProposals = false)
{
    /// <returns>Null when the message is dropped.</returns>
    public PeerMessage? Check(PeerMessage message) => message switch
    {
        PeerMessage.OfVote of => Passes(of.Vote) ? of : null,
        PeerMessage.OfCertificate of => Passes(of.Certificate) ? of : null,
        PeerMessage.OfProposal of => Proposal(of.Proposal),
        PeerMessage.NewestVotes answer => signed.IsSigned(answer) && answer.Votes.All(Passes)
            && (answer.Entry is null || Passes(answer.Entry))
            && (answer.Committed is null || Passes(answer.Committed)) ? answer : null,
        PeerMessage.OfEvidence of => Passes(of.Evidence.First) && Passes(of.Evidence.Second) ? of : null,
        PeerMessage.WantCertificate or PeerMessage.WantProposal or PeerMessage.WantNewestVotes => message,
        _ => throw new InvalidOperationException("unknown peer message"),
    };

    private PeerMessage.OfProposal? Proposal(Proposal proposal)
    {
        if (proposal.Epoch != epoch) return new PeerMessage.OfProposal(proposal);
        Vote prepare = proposal.LeaderPrepare;
        bool signedByLeader = signed.IsSigned(prepare)
            && prepare.Kind == VoteKind.Prepare && prepare.Epoch == proposal.Epoch
            && prepare.View == proposal.View && prepare.Digest == proposal.Header.Digest;
        Hash32[] ids = [.. proposal.TransactionIds];
        if (!signedByLeader || ids.Length != proposal.Header.TransactionCount
            || MerkleRoot.Of(ids) != proposal.Header.TransactionsRoot) return null;
        Certificate? parent = proposal.Parent is { } certificate && Passes(certificate) ? certificate : null;
        return new PeerMessage.OfProposal(proposal with
        {
            Parent = parent,
            ViewChanges = trustsProposals
                ? proposal.ViewChanges : [.. proposal.ViewChanges.Where(Passes)],
        });
    }

    private bool Passes(Vote vote) => vote.Epoch != epoch || signed.IsSigned(vote);

    private bool Passes(Certificate certificate) =>
        certificate.Epoch != epoch || signed.IsSigned(certificate) || alsoAccepts?.Invoke(certificate) == true;
}
