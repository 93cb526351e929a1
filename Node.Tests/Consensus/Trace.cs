using System.Globalization;
using Chain.Consensus;

namespace Chain.Tests.Consensus;

/// <summary>
/// Writes inputs and effects shortly; blocks get letters in the order in which they appear.
/// </summary>
internal sealed class Trace
{
    private readonly Dictionary<Hash32, string> names = [];

    public void Name(Hash32 digest, string name) => names[digest] = name;

    public string Of(Hash32 digest)
    {
        if (!names.TryGetValue(digest, out string? name))
            names.Add(digest, name = ((char)('A' + names.Count - 1)).ToString());
        return name;
    }

    public Hash32 Find(string name) => names.Single(pair => pair.Value == name).Key;

    public string Of(Input input) => input switch
    {
        Input.Tick => "tick",
        Input.Received received => $"{Of(received.Message.Value)} from {received.From}",
        Input.BlockBuilt built => $"built {Of(built.Outline)} for v{built.View}",
        Input.BlockChecked answer => $"{Of(answer.Digest)} is {answer.Verdict.ToString().ToLowerInvariant()}",
        Input.BlockFetched fetched => $"fetched {Of(fetched.Outline)}",
        Input.BlockExecuted executed => $"executed {Of(executed.Digest)}",
        Input.WorkChanged work => work.Pending ? "work" : "no work",
        Input.CommittedElsewhere synced =>
            $"synced {string.Join(' ', synced.Blocks.Select(Of))} with {Of(synced.Certificate.Value)}",
        _ => throw new ArgumentOutOfRangeException(nameof(input)),
    };

    public string Of(Effect effect) => effect switch
    {
        Effect.Persist persist => "*" + Of(persist.Record),
        Effect.Broadcast broadcast => ">> " + Of(broadcast.Message),
        Effect.Send send => $">{send.To} " + Of(send.Message),
        Effect.BuildBlock build =>
            $"build v{build.View} on {Of(build.Parent.Digest)} at {build.TimestampMs}"
            + (build.Empty ? " empty" : ""),
        Effect.CheckBlock check => $"check {Of(check.Outline)}",
        Effect.FetchBlock fetch => $"fetch {Of(fetch.Digest)} of {Of(fetch.Holders)}",
        Effect.Committed committed =>
            $"COMMITTED {string.Join(' ', committed.Blocks.Select(Of))} by {Of(committed.Certificate)}",
        Effect.EvidenceFound found => "EVIDENCE " + Of(found.Evidence),
        Effect.NeedSync sync => $"sync from {sync.Source}",
        Effect.SendWorkToLeader work => $"work to {work.Leader}",
        Effect.EnteredView entered => $"view {entered.View}",
        Effect.VotingStarted started => $"VOTING above {started.Above}",
        Effect.VotingStopped stopped => $"VOTING STOPPED: {stopped.Reason}",
        Effect.Halt halt => $"HALT: {halt.Reason}",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    private string Of(JournalRecord record) => record switch
    {
        JournalRecord.VotingMark mark => $"Mark {mark.Above}",
        JournalRecord.OwnProposal own => Of(own.Proposal),
        JournalRecord.Block block => $"Block {Of(block.Outline)}",
        JournalRecord.OwnVote own => Of(own.Vote),
        JournalRecord.Entered entered => $"Entered by {Of(entered.Certificate)}",
        _ => throw new ArgumentOutOfRangeException(nameof(record)),
    };

    public string Of(PeerMessage message) => message switch
    {
        PeerMessage.OfVote of => $"{Of(of.Vote)} by {of.Vote.Voter}",
        PeerMessage.OfCertificate of => Of(of.Certificate),
        PeerMessage.OfProposal of => Of(of.Proposal),
        PeerMessage.WantCertificate want => $"Want{Short(want.Kind)} v{want.View}",
        PeerMessage.WantProposal want => $"WantProposal v{want.View}",
        PeerMessage.WantNewestVotes want => $"WantNewestVotes of {want.Asker}"
            + (want.Answered.Count > 0 ? $", has {Of(want.Answered)}" : ""),
        PeerMessage.NewestVotes newest => Of(newest),
        PeerMessage.OfEvidence of => "Evidence " + Of(of.Evidence),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    private string Of(PeerMessage.NewestVotes newest) =>
        $"NewestVotes of {newest.Asker} by {newest.Answerer} [{string.Join(", ", newest.Votes.Select(Of))}"
        + $"; entry {(newest.Entry is { } entry ? Of(entry) : "-")}"
        + $"; committed {(newest.Committed is { } committed ? Of(committed) : "-")}"
        + $"; {(newest.Voting ? "voting" : "not voting")}]";

    private string Of(Proposal proposal)
    {
        string parent = proposal.Parent is { } certificate ? " on " + Of(certificate) : "";
        string tail = string.Concat(proposal.ViewChanges.Select(one => " past " + Of(one)));
        return $"PrePrepare v{proposal.View} {Of(proposal.Header.Digest)}{parent}{tail}";
    }

    private string Of(Evidence evidence) =>
        $"{evidence.First.Voter}: {Of(evidence.First)} and {Of(evidence.Second)}";

    private string Of(Vote vote) => $"{vote.Kind} v{vote.View}" + Suffix(vote.Digest);

    private string Of(Certificate certificate) =>
        $"{Short(certificate.Kind)} v{certificate.View}" + Suffix(certificate.Digest);

    private string Suffix(Hash32 digest) => digest.IsZero ? "" : " " + Of(digest);

    private string Of(BlockOutline outline) =>
        Of(outline.Digest) + (outline.TransactionIds.Count > 0
            ? "+" + outline.TransactionIds.Count.ToString(CultureInfo.InvariantCulture) : "");

    private static string Short(VoteKind kind) => kind switch
    {
        VoteKind.Prepare => "PC",
        VoteKind.Commit => "CC",
        VoteKind.ViewChange => "VC",
        _ => "?",
    };

    private static string Of(VoterSet voters) =>
        string.Concat(Enumerable.Range(0, Limits.Validators).Where(voters.Contains));
}
