namespace Chain.Consensus;

/// <summary>
/// Signs the digest of a vote, or of an answer to one that starts, with this validator's key. A pure
/// function of its argument (BIP340 with a fixed auxiliary value), so that a step stays deterministic; held
/// by one file only, the one maker of votes.
/// </summary>
public delegate Signature SignVote(Hash32 signingDigest);

/// <summary>What a replica is told at its birth. One epoch.</summary>
public sealed record ReplicaConfig
{
    /// <summary>Hash of the genesis document.</summary>
    public required Hash32 Chain { get; init; }

    public required Epoch Epoch { get; init; }

    /// <summary>
    /// The epoch's list; a validator's number is its index. 1 to <see cref="Limits.Validators"/>.
    /// </summary>
    public required IReadOnlyList<PublicKey> Validators { get; init; }

    /// <summary>Own number, null for an observer: it follows and relays, but never votes.</summary>
    public int? Own { get; init; }

    /// <summary>Present exactly when <see cref="Own"/> is.</summary>
    public SignVote? Sign { get; init; }

    /// <summary>
    /// The block that counts as prepared and committed in view 0: genesis, or the last epoch's last.
    /// </summary>
    public required ChainHead Root { get; init; }

    /// <summary>
    /// Fresh per process start; answers to an earlier process's questions are told apart by it.
    /// </summary>
    public required ulong StartNonce { get; init; }

    /// <summary>
    /// The operator's explicit flag: this validator lost its journal and asks to vote again (C-45).
    /// </summary>
    public bool Rejoin { get; init; }

    public Timing Timing { get; init; } = new();
}

/// <summary>Intervals in milliseconds; all positive.</summary>
public sealed record Timing
{
    /// <summary>From entering a view with work to its first PrePrepare, before back-off.</summary>
    public int ProposalMs { get; init; } = 1_000;

    /// <summary>From the first PrePrepare to the prepared certificate, before back-off.</summary>
    public int PrepareMs { get; init; } = 1_000;

    /// <summary>How long a leader without work waits before it proposes an empty block.</summary>
    public int EmptyBlockMs { get; init; } = 10_000;

    /// <summary>A leader of whom no vote arrived for so long may be skipped.</summary>
    public int SkipWindowMs { get; init; } = 3_000;

    /// <summary>Silence of commits after which what is held is sent again.</summary>
    public int RetryMs { get; init; } = 750;

    /// <summary>
    /// Between two requests for the same missing thing, and two answers to one lagging peer.
    /// </summary>
    public int FetchMs { get; init; } = 250;

    /// <summary>
    /// How long a certificate of a block waits before it goes to those who have not shown that they have it.
    /// </summary>
    public int RelayMs { get; init; } = 50;

    /// <summary>How far a timestamp may run ahead of the voter's clock before the vote waits.</summary>
    public int ClockSkewMs { get; init; } = 500;
}
