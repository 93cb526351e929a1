using Chain.Consensus;

namespace Chain.Tests.Simulation.Crimes;

/// <summary>
/// A byzantine validator: it runs the real core, and this decides what becomes of each message to each peer.
/// It signs with its own key only.
/// </summary>
internal abstract class Crime(World world, SimNode node, FaultKind kind)
{
    protected World World { get; } = world;

    protected SimNode Node { get; } = node;

    protected int Number => Node.Number;

    protected Prng Prng { get; } = world.Prng.Fork();

    public static Crime Of(FaultKind kind, World world, SimNode node) => kind switch
    {
        FaultKind.EquivocatingLeader => new EquivocatingLeader(world, node),
        FaultKind.ConflictingVoter => new ConflictingVoter(world, node),
        FaultKind.CommitAndViewChange => new CommitAndViewChange(world, node),
        FaultKind.BodiesWithheld => new BodyWithholder(world, node),
        FaultKind.InvalidBlock => new InvalidProposer(world, node),
        FaultKind.ViewInflation => new ViewInflator(world, node),
        FaultKind.SilentLeader => new SilentLeader(world, node),
        FaultKind.OutdatedReplay => new OutdatedReplayer(world, node),
        FaultKind.SelectiveVoter => new SelectiveVoter(world, node),
        FaultKind.Babbler => new Babbler(world, node),
        FaultKind.UnjustifiedParent => new UnjustifiedProposer(world, node),
        FaultKind.TimeLiar => new TimeLiar(world, node),
        FaultKind.SyncLiar => new SyncLiar(world, node),
        FaultKind.Twins => new TwoMachines(world, node),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public virtual void Outgoing(int to, PeerMessage message) => Send(to, message);

    public virtual void Incoming(int from, PeerMessage message) { }

    /// <summary>Whether it answers a call of the peer service at all.</summary>
    public virtual bool Answers(object request) => true;

    /// <summary>What it says instead of an honest answer.</summary>
    public virtual object Answer(object honest) => honest;

    /// <summary>Now and then.</summary>
    public virtual void Idle() { }

    /// <summary>
    /// A criminal closes its core's ears to proofs of its own deeds, which would stop its voting.
    /// </summary>
    public bool Hears(PeerMessage message) => message switch
    {
        PeerMessage.OfVote(var vote) => vote.Voter != Number,
        PeerMessage.OfEvidence => false,
        PeerMessage.NewestVotes answer => answer.Asker != Number || answer.Votes.Count == 0,
        _ => true,
    };

    protected void Send(int to, PeerMessage message) => Node.Process.Peers.Carry(to, message);

    protected void SendAll(PeerMessage message)
    {
        foreach (int to in World.Others(Number)) Send(to, message);
    }

    protected void Count() => World.Faults.Add(kind);

    protected Vote Sign(VoteKind vote, View view, Hash32 digest) =>
        World.Signed.Sign(Number, vote, view, digest);

    protected bool IsOwn(Proposal proposal) => proposal.LeaderPrepare.Voter == Number;

    /// <summary>The same offer with another header, signed anew.</summary>
    protected Proposal Forge(Proposal original, BlockHeader header, IReadOnlyList<Hash32> ids) =>
        original with
        {
            Header = header,
            TransactionIds = ids,
            LeaderPrepare = Sign(VoteKind.Prepare, original.View, header.Digest),
        };

    protected static BlockHeader With(
        BlockHeader header, ulong? timestampMs = null, Hash32? stateRoot = null, ulong? height = null,
        Hash32? parent = null, Hash32? receipts = null, IReadOnlyList<Hash32>? ids = null,
        ulong? epoch = null) => new()
        {
            Chain = header.Chain,
            Epoch = epoch is { } e ? new Epoch(e) : header.Epoch,
            Height = height is { } h ? new Height(h) : header.Height,
            Parent = parent ?? header.Parent,
            TimestampMs = timestampMs ?? header.TimestampMs,
            TransactionCount = ids is null ? header.TransactionCount : (uint)ids.Count,
            TransactionsRoot = ids is null ? header.TransactionsRoot : MerkleRoot.Of([.. ids]),
            StateRoot = stateRoot ?? header.StateRoot,
            ReceiptsRoot = receipts ?? header.ReceiptsRoot,
            NextValidators = header.NextValidators,
        };
}
