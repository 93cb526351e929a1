namespace Chain.Tests.Plants;

/// <summary>Bugs in consensus, and in what checks its messages.</summary>
internal static class ProtocolPlants
{
    private const string Safety = "Consensus/SafetyRules.cs";
    private const string Recovery = "Consensus/Recovery.cs";
    private const string Votes = "Node/Verification/VoteVerifier.cs";
    private const string Views = "Consensus/Views.cs";

    public static IReadOnlyList<Plant> All { get; } =
    [
        new(1, "votes in views that are settled", "at or below the committed view|after ViewChange|contradicting",
            new Edit(Safety, "Voting && view > Committed &&", "Voting && (PLANTED || view > Committed) &&"),
            new Edit("Consensus/CertificateStore.cs", "=> view <= CommittedView || Find(kind, view) is not null",
                "=> (!PLANTED && view <= CommittedView) || Find(kind, view) is not null")),
        new(2, "commits in a view that it gave up", "Commit after ViewChange|contradicting",
            new Edit(Safety, "&& !Sent(VoteKind.ViewChange, prepared.View) &&",
                "&& (PLANTED || !Sent(VoteKind.ViewChange, prepared.View)) &&")),
        new(3, "prepares in a view that it gave up", "Prepare after ViewChange|contradicting",
            new Edit(Safety, "&& !Sent(VoteKind.Prepare, view) && !Sent(VoteKind.ViewChange, view) &&",
                "&& !Sent(VoteKind.Prepare, view) && (PLANTED || !Sent(VoteKind.ViewChange, view)) &&")),
        new(4, "prepares whatever the parent is", "passes view|FORK|not on its chain|halts|differs",
            new Edit(Safety, "&& Justification.Of(certificates, view, parent).Holds;",
                "&& (PLANTED || Justification.Of(certificates, view, parent).Holds);")),
        new(5, "a justification may pass views by", "passes view|FORK|not on its chain",
            new Edit("Consensus/Justification.cs",
                "if (!certificates.HasViewChange(at)) return new Justification(false, default, at);",
                "if (!PLANTED && !certificates.HasViewChange(at)) return new Justification(false, default, at);"))
            { Scene = "unjustified" },
        new(6, "a quorum is one vote less", "commits by|FORK|two certified|differs|passes view",
            new Edit("Proto/Values/Quorum.cs", "Validators - Faulty;", "Validators - Faulty - (PLANTED && Faulty > 0 ? 1 : 0);")),
        new(7, "forgets its votes at a restart", "two Prepares|after ViewChange|after Commit|two Commits|alarm",
            new Edit(Recovery, "state.Safety.Restore(vote);", "if (!PLANTED) state.Safety.Restore(vote);")),
        new(8, "forgets its proposals at a restart", "two proposals|two Prepares|alarm",
            new Edit(Recovery, "if (own.Proposal.Epoch == state.Config.Epoch) Restore(state, own.Proposal);",
                "if (!PLANTED && own.Proposal.Epoch == state.Config.Epoch) Restore(state, own.Proposal);")),
        new(9, "rejoins without waiting", "two |after |alarm|leaves before",
            new Edit("Consensus/StartCheck.cs", "if (committed.Value < highestEntry.Value + 2) return false;",
                "if (!PLANTED && committed.Value < highestEntry.Value + 2) return false;"),
            new Edit("Consensus/StartCheck.cs", "private bool NeedsAnswers => Answered",
                "private bool NeedsAnswers => !(PLANTED && Rejoins) && Answered")),
        new(10, "takes certificates of any size", "commits by|forged|FORK|not durable|two certified|NO PROGRESS",
            new Edit(Votes, "        && certificate.Voters.Count >= Quorum.Size;",
                "        && (PLANTED || certificate.Voters.Count >= Quorum.Size);"),
            new Edit(Views, "&& certificate.Voters.Count >= state.Quorum.Size",
                "&& (PLANTED || certificate.Voters.Count >= state.Quorum.Size)")),
        new(11, "takes certificates that nobody signed", "forged|FORK|not durable|two certified|alarm",
            new Edit(Votes, "            if (!Verify(vote)) return false;", "            if (!PLANTED && !Verify(vote)) return false;")),
        new(12, "counts votes for other blocks", "commits by|forged|FORK|two certified|certificate|alarm",
            new Edit("Consensus/VoteKeeper.cs", "if (vote is not null && vote.Digest == digest) count++;",
                "if (vote is not null && (PLANTED || vote.Digest == digest)) count++;"),
            new Edit("Consensus/VoteKeeper.cs", "if (vote is null || vote.Digest != digest) continue;",
                "if (vote is null || (!PLANTED && vote.Digest != digest)) continue;")),
        new(13, "enters a view without a record", "was entered last|two |after |alarm",
            new Edit(Views, "turn.Persist(new JournalRecord.Entered(entry));", "if (!PLANTED) turn.Persist(new JournalRecord.Entered(entry));")),
        new(14, "never asks for the chain that it lacks", "NO PROGRESS",
            new Edit("Consensus/Missing.cs", "turn.Add(new Effect.NeedSync(peer));", "if (!PLANTED) turn.Add(new Effect.NeedSync(peer));"))
            { Scene = "sync" },
        new(15, "never sends again", "NO PROGRESS|too many",
            new Edit("Consensus/Retry.cs", "        SendAgain(turn);\n    }", "        if (!PLANTED) SendAgain(turn);\n    }")),
        new(16, "loses its timers", "NO PROGRESS|too many events",
            new Edit("Node/Ordering/ConsensusDriver.cs", "bool due = UntilDue() == TimeSpan.Zero;",
                "bool due = !PLANTED && UntilDue() == TimeSpan.Zero;")),
    ];
}
