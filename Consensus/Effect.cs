namespace Chain.Consensus;

/// <summary>
/// What the driver does for the core, in list order. A <see cref="Persist"/> is synced to disk before any
/// later <see cref="Broadcast"/> or <see cref="Send"/> starts; the lists of several steps may share one sync
/// when nothing of them is sent before it. A <see cref="Committed"/> may be stored later, since the journal
/// is pruned in its batch only: a restart before it hands the same blocks out again.
/// </summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>
    /// Append to the journal, for a <see cref="JournalRecord.Block"/> together with all its bodies.
    /// </summary>
    public sealed record Persist(JournalRecord Record) : Effect;

    /// <summary>To every other validator, and to observers; best effort.</summary>
    public sealed record Broadcast(PeerMessage Message) : Effect;

    /// <summary>To one peer; best effort.</summary>
    public sealed record Send(PeerId To, PeerMessage Message) : Effect;

    /// <summary>
    /// Make a block on <paramref name="Parent"/> (whose bodies are stored) with exactly this timestamp,
    /// without transactions if <paramref name="Empty"/>; answer with <see cref="Input.BlockBuilt"/>. Replaces
    /// earlier ones.
    /// </summary>
    public sealed record BuildBlock(View View, ChainHead Parent, ulong TimestampMs, bool Empty) : Effect;

    /// <summary>
    /// Find the bodies (pool, then <paramref name="From"/>, then anyone who sent Prepare), check the block's
    /// content against its parent's execution, start executing it; answer with <see
    /// cref="Input.BlockChecked"/>. The parent is stored. The same digest may come again: check it once.
    /// </summary>
    public sealed record CheckBlock(BlockOutline Outline, PeerId From) : Effect;

    /// <summary>
    /// Get the whole block from the holders, one after the other, and answer with <see
    /// cref="Input.BlockFetched"/>. It comes again while the block is missing: one fetch per digest
    /// at a time.
    /// </summary>
    public sealed record FetchBlock(Hash32 Digest, VoterSet Holders) : Effect;

    /// <summary>
    /// One synced batch: index these blocks (ascending, bodies are stored already), head, epoch, the last
    /// one's certificate and the entry certificate; drop the journal's records that <see
    /// cref="JournalRecord.IsObsolete"/> names. A root that differs from an own one halts the node.
    /// </summary>
    public sealed record Committed(
        IReadOnlyList<BlockOutline> Blocks, Certificate Certificate, Certificate? Entry) : Effect;

    /// <summary>Put it on the chain. At most once per validator and process.</summary>
    public sealed record EvidenceFound(Evidence Evidence) : Effect;

    /// <summary>
    /// Committed blocks are missing: fetch the chain above the head,
    /// then <see cref="Input.CommittedElsewhere"/>.
    /// </summary>
    /// <param name="Source">Who is known to be ahead.</param>
    public sealed record NeedSync(PeerId Source) : Effect;

    /// <summary>Send the pool's includable transactions to this validator, the leader of the view.</summary>
    public sealed record SendWorkToLeader(int Leader) : Effect;

    /// <summary>For metrics and logs.</summary>
    public sealed record EnteredView(View View, VoteKind By) : Effect;

    /// <summary>For logs: this replica begins to vote, above this view.</summary>
    public sealed record VotingStarted(View Above) : Effect;

    /// <summary>Loudly to the operator: this replica does not vote any more.</summary>
    public sealed record VotingStopped(string Reason) : Effect;

    /// <summary>Stop the process: the chain's safety is broken beyond its fault model.</summary>
    public sealed record Halt(string Reason) : Effect;
}
