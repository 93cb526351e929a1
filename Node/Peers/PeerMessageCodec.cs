using Chain.Consensus;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Peers;

/// <summary>
/// What replicas say to each other, to its frame and back. Signatures are not checked here.
/// </summary>
public static class PeerMessageCodec
{
    // Of the votes held of an asker the newest of each kind is told: Prepare, Commit, ViewChange.
    private const int VoteKinds = 3;

    public static ConsensusFrame ToFrame(PeerMessage message) => message switch
    {
        PeerMessage.OfVote of => new ConsensusFrame { Vote = Wrap(VoteCodec.Encode(of.Vote)) },
        PeerMessage.OfCertificate of => new ConsensusFrame { Certificate = Wrap(of.Certificate) },
        PeerMessage.OfProposal of => new ConsensusFrame { Proposal = ProposalCodec.ToMessage(of.Proposal) },
        PeerMessage.WantCertificate want => new ConsensusFrame
        {
            CertificateRequest = new CertificateRequest
            {
                Epoch = want.Epoch.Value,
                View = want.View.Value,
                Kind = (uint)want.Kind,
            },
        },
        PeerMessage.WantProposal want => new ConsensusFrame
        {
            ProposalRequest = new ProposalRequest { Epoch = want.Epoch.Value, View = want.View.Value },
        },
        PeerMessage.WantNewestVotes want => new ConsensusFrame
        {
            NewestVotesRequest = new NewestVotesRequest
            {
                Nonce = want.Nonce,
                Asker = (uint)want.Asker,
                Answered = Wrap(want.Answered),
            },
        },
        PeerMessage.NewestVotes newest => new ConsensusFrame { NewestVotes = Wrap(newest) },
        PeerMessage.OfEvidence of => new ConsensusFrame
        {
            Evidence = new EvidenceMessage
            {
                First = Wrap(VoteCodec.Encode(of.Evidence.First)),
                Second = Wrap(VoteCodec.Encode(of.Evidence.Second)),
            },
        },
        _ => throw new BrokenInvariantException("unknown peer message"),
    };

    /// <returns>Null when any part is missing or malformed.</returns>
    public static PeerMessage? FromFrame(ConsensusFrame frame) => frame.KindCase switch
    {
        ConsensusFrame.KindOneofCase.Vote =>
            VoteCodec.Decode(frame.Vote.Span) is { } vote ? new PeerMessage.OfVote(vote) : null,
        ConsensusFrame.KindOneofCase.Certificate =>
            CertificateCodec.Decode(frame.Certificate.Span) is { } certificate
                ? new PeerMessage.OfCertificate(certificate) : null,
        ConsensusFrame.KindOneofCase.Proposal =>
            ProposalCodec.FromMessage(frame.Proposal) is { } proposal
                ? new PeerMessage.OfProposal(proposal) : null,
        ConsensusFrame.KindOneofCase.CertificateRequest => Read(frame.CertificateRequest),
        ConsensusFrame.KindOneofCase.ProposalRequest => new PeerMessage.WantProposal(
            new Epoch(frame.ProposalRequest.Epoch), new View(frame.ProposalRequest.View)),
        ConsensusFrame.KindOneofCase.NewestVotesRequest => Read(frame.NewestVotesRequest),
        ConsensusFrame.KindOneofCase.NewestVotes => Read(frame.NewestVotes),
        ConsensusFrame.KindOneofCase.Evidence => Read(frame.Evidence),
        _ => null,
    };

    private static ByteString Wrap(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private static ByteString Wrap(Certificate? certificate) =>
        certificate is null ? ByteString.Empty : Wrap(CertificateCodec.Encode(certificate));

    private static ByteString Wrap(VoterSet voters)
    {
        byte[] bytes = new byte[16];
        new FixedWriter(bytes).U128(voters.Bits);
        return Wrap(bytes);
    }

    private static NewestVotes Wrap(PeerMessage.NewestVotes newest)
    {
        var message = new NewestVotes
        {
            Nonce = newest.Nonce,
            EntryCertificate = Wrap(newest.Entry),
            Voting = newest.Voting,
            CommittedCertificate = Wrap(newest.Committed),
            Asker = (uint)newest.Asker,
            Answerer = (uint)newest.Answerer,
            Signature = ByteString.CopyFrom(newest.Signature.Span),
        };
        foreach (Vote vote in newest.Votes) message.Votes.Add(Wrap(VoteCodec.Encode(vote)));
        return message;
    }

    private static PeerMessage.WantCertificate? Read(CertificateRequest request) =>
        request.Kind is (uint)VoteKind.Prepare or (uint)VoteKind.Commit or (uint)VoteKind.ViewChange
            ? new PeerMessage.WantCertificate(
                new Epoch(request.Epoch), new View(request.View), (VoteKind)request.Kind)
            : null;

    private static PeerMessage.WantNewestVotes? Read(NewestVotesRequest request)
    {
        if (request.Asker > Limits.Validators) return null;
        var reader = new FixedReader(request.Answered.Span);
        var answered = new VoterSet(reader.U128());
        return reader.Complete
            ? new PeerMessage.WantNewestVotes((int)request.Asker, request.Nonce, answered) : null;
    }

    private static PeerMessage.NewestVotes? Read(NewestVotes message)
    {
        if (message.Votes.Count > VoteKinds) return null;
        if (message.Asker >= Limits.Validators || message.Answerer >= Limits.Validators) return null;
        var signed = new FixedReader(message.Signature.Span);
        Signature signature = signed.Signature();
        if (!signed.Complete) return null;
        var votes = new Vote[message.Votes.Count];
        for (int i = 0; i < votes.Length; i++)
        {
            if (VoteCodec.Decode(message.Votes[i].Span) is not { } vote) return null;
            votes[i] = vote;
        }
        if (!TryRead(message.EntryCertificate, out Certificate? entry)) return null;
        if (!TryRead(message.CommittedCertificate, out Certificate? committed)) return null;
        if (committed is not (null or { Kind: VoteKind.Commit })) return null;
        return new PeerMessage.NewestVotes(
            (int)message.Asker, message.Nonce, (int)message.Answerer, votes, entry, message.Voting, committed,
            signature);
    }

    private static bool TryRead(ByteString bytes, out Certificate? certificate)
    {
        certificate = bytes.IsEmpty ? null : CertificateCodec.Decode(bytes.Span);
        return bytes.IsEmpty || certificate is not null;
    }

    private static PeerMessage.OfEvidence? Read(EvidenceMessage message) =>
        VoteCodec.Decode(message.First.Span) is { } first
            && VoteCodec.Decode(message.Second.Span) is { } second
            && new Evidence(first, second) is { IsProof: true } evidence
            ? new PeerMessage.OfEvidence(evidence) : null;
}
