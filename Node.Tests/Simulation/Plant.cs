namespace Chain.Tests.Simulation;

/// <summary>Bugs that the harness can have on purpose, to prove that the checkers see them.</summary>
public enum Plant
{
    None,

    /// <summary>The driver sends at once and syncs later.</summary>
    SendsBeforeSync,

    /// <summary>A restart does not read the journal's last synced record.</summary>
    JournalLosesLastRecord,

    /// <summary>A restart reads no own vote and no own proposal.</summary>
    VotesForgotten,

    /// <summary>A restart finds the disk as it was at the start before.</summary>
    OldDiskComesBack,

    /// <summary>The verifier accepts certificates that f + 1 votes were padded to.</summary>
    SmallQuorum,

    /// <summary>The verifier takes the ViewChangeCertificates inside a proposal for granted.</summary>
    JustificationUnchecked,

    /// <summary>More criminals than the quorum is made for.</summary>
    ByzantineMajority,

    /// <summary>Every block is found valid.</summary>
    ContentUnchecked,

    /// <summary>The driver never wakes the core.</summary>
    TimersLost,

    /// <summary>The network swallows every Commit for ever.</summary>
    CommitsSwallowed,
}
