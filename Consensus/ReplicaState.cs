namespace Chain.Consensus;

/// <summary>
/// What the parts of a replica share. Each part is a small machine over it; none keeps a copy.
/// </summary>
internal sealed class ReplicaState(ReplicaConfig config, ChainHead head)
{
    public ReplicaConfig Config { get; } = config;

    public Quorum Quorum { get; } = new(config.Validators.Count);

    public SafetyRules Safety { get; } = new(config);

    public VoteKeeper Votes { get; } = new(config.Epoch, new Quorum(config.Validators.Count));

    public CertificateStore Certificates { get; } = new(config.Root.Digest);

    public BlockTree Blocks { get; } = new(head);

    public ProposalSlots Slots { get; } = new();

    public ViewTimers Timers { get; } = new(config.Timing);

    public SilentLeader Silence { get; } =
        new(new Quorum(config.Validators.Count), config.Timing.SkipWindowMs);

    /// <summary>Certificates that were learned and wait to be adopted, in order of arrival.</summary>
    public Queue<Certificate> Learned { get; } = [];

    public View View { get; private set; } = new(1);

    /// <summary>By which <see cref="View"/> was entered; null in view 1.</summary>
    public Certificate? Entry { get; private set; }

    /// <summary>The pool holds an includable transaction.</summary>
    public bool PoolHasWork { get; set; }

    /// <summary>When the last CommittedCertificate was adopted, monotonic.</summary>
    public long CommittedAtMs { get; set; }

    /// <summary>Set once, by what no f liars can cause.</summary>
    public bool Halted { get; private set; }

    public bool IsLeader => Config.Own == Quorum.Leader(View);

    public void MoveTo(View view, Certificate entry)
    {
        Require.That(view > View);
        View = view;
        Entry = entry;
        MoveWindows();
    }

    public void MoveWindows()
    {
        Votes.MoveTo(View, Certificates.CommittedView);
        Slots.MoveTo(View);
    }

    public void Halt(Turn turn, string reason)
    {
        if (!Halted) turn.Add(new Effect.Halt(reason));
        Halted = true;
    }
}
