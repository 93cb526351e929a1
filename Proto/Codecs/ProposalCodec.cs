using Chain.Wire;
using Google.Protobuf;

namespace Chain;

/// <summary>A proposal to its message and back; what is signed inside keeps its fixed layout.</summary>
public static class ProposalCodec
{
    public static ProposalMessage ToMessage(Proposal proposal)
    {
        var message = new ProposalMessage
        {
            Epoch = proposal.Epoch.Value,
            View = proposal.View.Value,
            Header = UnsafeByteOperations.UnsafeWrap(HeaderCodec.Encode(proposal.Header)),
            TransactionIds = IdListCodec.Encode(proposal.TransactionIds),
            LeaderPrepare = UnsafeByteOperations.UnsafeWrap(VoteCodec.Encode(proposal.LeaderPrepare)),
        };
        if (proposal.Parent is { } parent)
            message.ParentCertificate = UnsafeByteOperations.UnsafeWrap(CertificateCodec.Encode(parent));
        foreach (Certificate viewChange in proposal.ViewChanges)
            message.ViewChanges.Add(UnsafeByteOperations.UnsafeWrap(CertificateCodec.Encode(viewChange)));
        return message;
    }

    /// <returns>
    /// Null when a part is malformed or the parts do not belong together: the leader's Prepare must name this
    /// epoch, view and header, and the header must count the ids. Signatures and the transactions root are
    /// not checked.
    /// </returns>
    public static Proposal? FromMessage(ProposalMessage message)
    {
        BlockHeader? header = HeaderCodec.Decode(message.Header.Span);
        Vote? prepare = VoteCodec.Decode(message.LeaderPrepare.Span);
        Hash32[]? ids = IdListCodec.Decode(message.TransactionIds.Span, Limits.TransactionsPerBlock);
        if (header is null || prepare is null || ids is null) return null;
        if (message.ViewChanges.Count > Limits.JustificationTail) return null;

        Certificate? parent = null;
        if (!message.ParentCertificate.IsEmpty)
        {
            parent = CertificateCodec.Decode(message.ParentCertificate.Span);
            if (parent is null || parent.Kind == VoteKind.ViewChange) return null;
        }
        var viewChanges = new Certificate[message.ViewChanges.Count];
        for (int i = 0; i < viewChanges.Length; i++)
        {
            if (CertificateCodec.Decode(
                message.ViewChanges[i].Span) is not { Kind: VoteKind.ViewChange } decoded)
                return null;
            viewChanges[i] = decoded;
        }
        var proposal = new Proposal(
            new Epoch(message.Epoch), new View(message.View), header, ids, parent, viewChanges, prepare);
        return BelongsTogether(proposal) ? proposal : null;
    }

    private static bool BelongsTogether(Proposal proposal) =>
        proposal.LeaderPrepare is { Kind: VoteKind.Prepare } prepare
        && prepare.Epoch == proposal.Epoch
        && prepare.View == proposal.View
        && prepare.Digest == proposal.Header.Digest
        && proposal.Header.TransactionCount == proposal.TransactionIds.Count;
}
