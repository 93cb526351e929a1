using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// Inputs, effects and messages in one line for people, and as a number for the trace's hash.
/// </summary>
public static class Describe
{
    public static string Text(object what) => what switch
    {
        Input.Received(var from, var message) => $"< n{from} {Text(message.Value)}",
        Input.BlockBuilt built => $"built v{built.View} {Text(built.Outline)}",
        Input.BlockChecked check => $"checked {check.Digest.Short} {check.Verdict}",
        Input.BlockFetched fetched => $"fetched {Text(fetched.Outline)}",
        Input.CommittedElsewhere sync => $"synced {sync.Blocks.Count} to {Text(sync.Certificate.Value)}",
        Effect.Persist(JournalRecord.OwnVote own) => $"persist {Text(own.Vote)}",
        Effect.Persist(JournalRecord.OwnProposal own) => $"persist {Text(own.Proposal)}",
        Effect.Persist(JournalRecord.Block block) => $"persist {Text(block.Outline)}",
        Effect.Persist(JournalRecord.Entered entered) => $"persist entered by {Text(entered.Certificate)}",
        Effect.Broadcast(var message) => $"> all {Text(message)}",
        Effect.Send(var to, var message) => $"> n{to} {Text(message)}",
        Effect.BuildBlock build =>
            $"build v{build.View} on {build.Parent.Digest.Short} h{build.Parent.Height}",
        Effect.CheckBlock check => $"check {Text(check.Outline)} from n{check.From}",
        Effect.FetchBlock fetch => $"fetch {fetch.Digest.Short}",
        Effect.Committed commit => $"COMMITTED {Text(commit.Blocks[^1])} by {Text(commit.Certificate)}",
        PeerMessage.OfVote of => Text(of.Vote),
        PeerMessage.OfCertificate of => Text(of.Certificate),
        PeerMessage.OfProposal of => Text(of.Proposal),
        PeerMessage.NewestVotes answer => $"newest votes of n{answer.Asker} by n{answer.Answerer} "
            + $"[{string.Join(", ", answer.Votes.Select(Text))}]",
        Vote vote => $"{vote.Kind} v{vote.View} {vote.Digest.Short} by n{vote.Voter}",
        Certificate cert => $"cert {cert.Kind} v{cert.View} {cert.Digest.Short} x{cert.Voters.Count}",
        Proposal proposal => $"PrePrepare v{proposal.View} h{proposal.Header.Height} "
            + $"{proposal.Header.Digest.Short} on {proposal.Header.Parent.Short}",
        BlockOutline block =>
            $"block h{block.Header.Height} {block.Digest.Short} x{block.TransactionIds.Count}",
        _ => what.ToString()!,
    };

    public static ulong Fingerprint(object what) => what switch
    {
        Input.Received(var from, var message) => Mix(1, (ulong)from.Value, Fingerprint(message.Value)),
        Input.BlockBuilt built => Mix(2, built.View.Value, built.Outline.Digest.Prefix),
        Input.BlockChecked check => Mix(3, (ulong)check.Verdict, check.Digest.Prefix),
        Input.BlockFetched fetched => Mix(4, 0, fetched.Outline.Digest.Prefix),
        Input.CommittedElsewhere sync =>
            Mix(5, (ulong)sync.Blocks.Count, Fingerprint(sync.Certificate.Value)),
        Effect.Persist(JournalRecord.OwnVote own) => Mix(6, 0, Fingerprint(own.Vote)),
        Effect.Persist(JournalRecord.OwnProposal own) => Mix(7, 0, Fingerprint(own.Proposal)),
        Effect.Persist(JournalRecord.Block block) => Mix(8, 0, block.Outline.Digest.Prefix),
        Effect.Persist(JournalRecord.Entered entered) => Mix(9, 0, Fingerprint(entered.Certificate)),
        Effect.Broadcast(var message) => Mix(10, 0, Fingerprint(message)),
        Effect.Send(var to, var message) => Mix(11, (ulong)to.Value, Fingerprint(message)),
        Effect.BuildBlock build => Mix(12, build.TimestampMs, build.Parent.Digest.Prefix),
        Effect.CheckBlock check => Mix(13, (ulong)check.From.Value, check.Outline.Digest.Prefix),
        Effect.FetchBlock fetch => Mix(14, unchecked((ulong)fetch.Holders.Bits), fetch.Digest.Prefix),
        Effect.Committed commit => Mix(15, (ulong)commit.Blocks.Count, Fingerprint(commit.Certificate)),
        PeerMessage.OfVote of => Fingerprint(of.Vote),
        PeerMessage.OfCertificate of => Fingerprint(of.Certificate),
        PeerMessage.OfProposal of => Fingerprint(of.Proposal),
        PeerMessage.WantCertificate want => Mix(16, want.View.Value, (ulong)want.Kind),
        PeerMessage.WantProposal want => Mix(17, want.View.Value, 0),
        PeerMessage.WantNewestVotes want => Mix(18, want.Nonce, (ulong)want.Asker),
        PeerMessage.NewestVotes answer =>
            Mix(19, answer.Nonce ^ (ulong)answer.Answerer, (ulong)answer.Votes.Count),
        Vote vote => Mix((ulong)vote.Kind, vote.View.Value, vote.Digest.Prefix ^ (ulong)vote.Voter),
        Certificate cert => Mix(
            20 + (ulong)cert.Kind, cert.View.Value, cert.Digest.Prefix ^ unchecked((ulong)cert.Voters.Bits)),
        Proposal proposal => Mix(30, proposal.View.Value, proposal.Header.Digest.Prefix),
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
