using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>Messages in one line for people, and as a number for the trace's hash.</summary>
public static class Describe
{
    public static string Text(object what) => what switch
    {
        Input.Received(var from, var message) => $"< v{from} {Text(message.Value)}",
        Effect.Persist(JournalRecord.OwnVote own) => $"persist {Text(own.Vote)}",
        Effect.Persist(JournalRecord.OwnProposal own) => $"persist {Text(own.Proposal)}",
        Effect.Persist(JournalRecord.Entered entered) => $"persist entered by {Text(entered.Certificate)}",
        Effect.Broadcast(var message) => $"> all {Text(message)}",
        Effect.Send(var to, var message) => $"> v{to} {Text(message)}",
        Effect.Committed commit =>
            $"COMMITTED {commit.Blocks[^1].Digest.Short} by {Text(commit.Certificate)}",
        PeerMessage.OfVote of => Text(of.Vote),
        PeerMessage.OfCertificate of => Text(of.Certificate),
        PeerMessage.OfProposal of => Text(of.Proposal),
        PeerMessage.NewestVotes answer => $"newest votes of v{answer.Asker} by v{answer.Answerer} "
            + $"[{string.Join(", ", answer.Votes.Select(Text))}]",
        Vote vote => $"{vote.Kind} v{vote.View} {vote.Digest.Short} by v{vote.Voter}",
        Certificate cert => $"cert {cert.Kind} v{cert.View} {cert.Digest.Short} x{cert.Voters.Count}",
        Proposal proposal => $"PrePrepare v{proposal.View} h{proposal.Header.Height} "
            + $"{proposal.Header.Digest.Short} on {proposal.Header.Parent.Short}",
        _ => what.ToString()!,
    };

    internal static ulong Fingerprint(NodeMessage message) => message switch
    {
        NodeMessage.Consensus(_, var said) => Fingerprint(said),
        NodeMessage.Gossip(var batch) => Mix(1, (ulong)batch.Transactions.Count, 0),
        NodeMessage.Call call => Mix(2, (ulong)call.Number, 0),
        NodeMessage.Reply reply => Mix(3, (ulong)reply.Number, 0),
        _ => 0,
    };

    private static ulong Fingerprint(PeerMessage message) => message switch
    {
        PeerMessage.OfVote(var vote) =>
            Mix((ulong)vote.Kind, vote.View.Value, vote.Digest.Prefix ^ (ulong)vote.Voter),
        PeerMessage.OfCertificate(var cert) => Mix(20 + (ulong)cert.Kind, cert.View.Value,
            cert.Digest.Prefix ^ unchecked((ulong)cert.Voters.Bits)),
        PeerMessage.OfProposal(var proposal) => Mix(30, proposal.View.Value, proposal.Header.Digest.Prefix),
        PeerMessage.WantCertificate want => Mix(16, want.View.Value, (ulong)want.Kind),
        PeerMessage.WantProposal want => Mix(17, want.View.Value, 0),
        PeerMessage.WantNewestVotes want => Mix(18, want.Nonce, (ulong)want.Asker),
        PeerMessage.NewestVotes answer =>
            Mix(19, answer.Nonce ^ (ulong)answer.Answerer, (ulong)answer.Votes.Count),
        _ => 99,
    };

    private static ulong Mix(ulong one, ulong two, ulong three)
    {
        unchecked
        {
            ulong state = (one * 0x9E3779B97F4A7C15) ^ (two * 0xC2B2AE3D27D4EB4F) ^ three;
            return Prng.Mix(ref state);
        }
    }
}
