namespace Chain.Tests.Twins;

/// <summary>Bugs that the harness can have on purpose, to prove that the enumeration finds them.</summary>
public enum Plant
{
    None,

    /// <summary>No bug, but a lie that must be harmless: the second copy proposes on the root.</summary>
    UnjustifiedTwin,

    /// <summary>The same lie, and the verifier takes the ViewChangeCertificates in it for granted.</summary>
    JustificationUnchecked,

    /// <summary>f + 1 Prepares pass for a PreparedCertificate.</summary>
    FewPrepares,

    /// <summary>f + 1 Commits pass for a CommittedCertificate.</summary>
    FewCommits,

    /// <summary>f + 1 ViewChanges pass for a ViewChangeCertificate.</summary>
    FewViewChanges,

    /// <summary>A correct replica that gave a view up sends Commit when it is prepared after all.</summary>
    CommitAfterViewChange,

    /// <summary>A correct replica gives up every view in which it sent Commit.</summary>
    ViewChangeAfterCommit,

    /// <summary>Nobody is woken after the network healed.</summary>
    TimersLost,

    /// <summary>The network swallows every Commit for ever.</summary>
    CommitsSwallowed,
}
