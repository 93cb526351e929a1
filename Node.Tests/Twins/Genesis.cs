using Chain.Consensus;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>
/// What all scenarios of one thread share: keys, the root, and every block that was ever built, each once.
/// </summary>
public sealed class Genesis
{
    public const int Validators = 4;

    /// <summary>f of n = 4, counted here and not asked of the core.</summary>
    public const int Tolerated = 1;

    /// <summary>q of n = 4, counted here and not asked of the core.</summary>
    public const int QuorumSize = 3;

    private static readonly TaggedHash tag = new("twins/id");

    private readonly Dictionary<(Hash32 Parent, ulong View, int Instance), BlockOutline> built = [];
    private readonly Dictionary<Hash32, BlockOutline> byDigest = [];

    public Genesis()
    {
        Chain = Id(0, 0);
        Root = new ChainHead(Id(0, 1), new Height(0), 1_000, false);
        Keys = new FakeKeys(Validators, clients: 0);
        Signed = new FakeVotes(Keys, Chain, Epoch);
    }

    public Hash32 Chain { get; }

    public Epoch Epoch { get; } = new(1);

    public ChainHead Root { get; }

    public FakeKeys Keys { get; }

    /// <summary>What they sign.</summary>
    public FakeVotes Signed { get; }

    /// <summary>
    /// The block of one instance in one view; two copies of a twin fill theirs with different transactions.
    /// </summary>
    public BlockOutline Build(ChainHead parent, ulong timestampMs, View view, int instance)
    {
        var key = (parent.Digest, view.Value, instance);
        if (built.TryGetValue(key, out BlockOutline? known)) return known;
        Hash32[] ids = [Id(view.Value, 2 + (ulong)instance)];
        var header = new BlockHeader
        {
            Chain = Chain,
            Epoch = Epoch,
            Height = parent.Height.Next,
            Parent = parent.Digest,
            TimestampMs = timestampMs,
            TransactionCount = 1,
            TransactionsRoot = MerkleRoot.Of(ids),
            StateRoot = Hash32.Zero,
            ReceiptsRoot = Hash32.Zero,
            NextValidators = Hash32.Zero,
        };
        var outline = new BlockOutline(header, ids);
        byDigest[outline.Digest] = outline;
        return built[key] = outline;
    }

    public BlockOutline Outline(Hash32 digest) => byDigest[digest];

    private static Hash32 Id(ulong one, ulong two) =>
        tag.Of([.. BitConverter.GetBytes(one), .. BitConverter.GetBytes(two)]);
}
