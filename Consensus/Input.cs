namespace Chain.Consensus;

/// <summary>All that can happen to a replica.</summary>
public abstract record Input
{
    private Input() { }

    /// <summary>
    /// The start of the process, then whenever <see cref="Replica.NextDeadlineMs"/> has passed.
    /// </summary>
    public sealed record Tick : Input;

    /// <summary>A peer's message, with its signatures checked.</summary>
    public sealed record Received(PeerId From, Verified<PeerMessage> Message) : Input;

    /// <summary>Answers <see cref="Effect.BuildBlock"/>; may come late or never.</summary>
    public sealed record BlockBuilt(View View, BlockOutline Outline) : Input;

    /// <summary>Answers <see cref="Effect.CheckBlock"/>; may come late or never.</summary>
    public sealed record BlockChecked(Hash32 Digest, BlockVerdict Verdict) : Input;

    /// <summary>
    /// Answers <see cref="Effect.FetchBlock"/>: header and ids hash to the digest, all bodies are at hand.
    /// </summary>
    public sealed record BlockFetched(BlockOutline Outline) : Input;

    /// <summary>
    /// The block was executed; tells whether it changed the state. Only ever hastens the next block.
    /// </summary>
    public sealed record BlockExecuted(Hash32 Digest, bool ChangedState) : Input;

    /// <summary>
    /// True from when the pool holds a transaction that a block could include, false when it no longer does.
    /// </summary>
    public sealed record WorkChanged(bool Pending) : Input;

    /// <summary>
    /// Answers <see cref="Effect.NeedSync"/>: committed blocks, ascending from the head's child, all bodies
    /// at hand, and the CommittedCertificate of the last one.
    /// </summary>
    public sealed record CommittedElsewhere(
        IReadOnlyList<BlockOutline> Blocks, Verified<Certificate> Certificate) : Input;
}

/// <summary>
/// The node's judgement of a block whose content it has in full. There is none for "not yet".
/// </summary>
public enum BlockVerdict
{
    /// <summary>No judgement; ignored.</summary>
    None = 0,

    Valid = 1,

    /// <summary>Provably wrong by what the leader signed; never for want of a body.</summary>
    Invalid = 2,
}
