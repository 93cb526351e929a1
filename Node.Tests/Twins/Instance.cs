using Chain.Consensus;

namespace Chain.Tests.Twins;

/// <summary>
/// The real replica with a clock of its own, and the least of a node around it: bodies are always at hand,
/// blocks are kept for ever, what is asked for comes at once or never.
/// </summary>
public sealed class Instance
{
    /// <summary>As a node's, but nothing is sent again before the network heals.</summary>
    private static readonly Timing timing = new() { RetryMs = 60_000 };

    private readonly World world;
    private readonly Replica replica;
    private readonly Ears? ears;
    private readonly Queue<Input> pending = [];
    private readonly List<Effect> effects = [];
    private readonly Dictionary<Hash32, BlockOutline> blocks = [];
    private readonly List<(BlockOutline Block, Certificate? Certificate)> chain = [];

    public Instance(World world, int index, int number, bool isTwin)
    {
        this.world = world;
        (Index, Number, IsTwin) = (index, number, isTwin);
        if (isTwin || world.Plants.Any) ears = new Ears(number);
        Genesis genesis = world.Genesis;
        var config = new ReplicaConfig
        {
            Chain = genesis.Chain,
            Epoch = genesis.Epoch,
            Validators = genesis.Keys.Public,
            Own = number,
            Sign = digest => genesis.Keys.Sign(number, digest),
            Root = genesis.Root,
            StartNonce = 1,
            Timing = timing,
        };
        var mark = new JournalRecord.VotingMark(genesis.Epoch, new View(0));
        replica = new Replica(config, new Recovered(genesis.Root, null, [mark]));
    }

    public int Index { get; }

    /// <summary>Whose key it signs with.</summary>
    public int Number { get; }

    public bool IsTwin { get; }

    public long ClockMs { get; set; }

    public View View => replica.View;

    /// <summary>The next deadline from now; null for none.</summary>
    public long? DueInMs => replica.NextDeadlineMs is { } due ? Math.Max(0, due - ClockMs) : null;

    /// <summary>Of all inputs so far, with their times.</summary>
    public ulong History { get; private set; }

    public ulong Height => (ulong)chain.Count;

    public Hash32 Head => chain.Count > 0 ? chain[^1].Block.Digest : world.Genesis.Root.Digest;

    /// <summary>Starts, and answers its question for its newest votes: there are none.</summary>
    public void Start()
    {
        Step(new Input.Tick());
        for (int peer = 1; peer < Genesis.QuorumSize; peer++)
        {
            int answerer = (Number + peer) % Genesis.Validators;
            Hear(answerer, new PeerMessage.NewestVotes(
                Number, 1, answerer, [], null, true, null, default), 0);
        }
        Step(new Input.WorkChanged(true));
    }

    /// <summary>Takes a message; its fingerprint is that of what was sent.</summary>
    public void Hear(int from, PeerMessage message, ulong fingerprint)
    {
        PeerMessage? heard = ears is null ? message : ears.Hear(message);
        if (heard is null) return;
        var input = new Input.Received(new PeerId(from), new Verified<PeerMessage>(heard));
        Step(input, Fingerprint.Mix(2, (ulong)from, fingerprint));
    }

    public void Tick() => Step(new Input.Tick());

    /// <summary>True when it has this block to give.</summary>
    public bool Holds(Hash32 digest) => blocks.ContainsKey(digest);

    public PeerMessage Speak(PeerMessage message) => ears is null ? message : ears.Speak(message);

    /// <summary>The committed blocks above a height, up to the last with a certificate.</summary>
    public (IReadOnlyList<BlockOutline> Blocks, Certificate Certificate)? ChainAbove(ulong height)
    {
        int last = chain.FindLastIndex(entry => entry.Certificate is not null);
        if (last < (int)height) return null;
        return ([.. chain.Take(last + 1).Skip((int)height).Select(entry => entry.Block)],
            chain[last].Certificate!);
    }

    private void Step(Input input) => Step(input, Fingerprint.Of(input));

    /// <summary>One step, then the answers that it asked for.</summary>
    private void Step(Input input, ulong fingerprint)
    {
        StepOnce(input, fingerprint);
        while (pending.TryDequeue(out Input? next)) StepOnce(next, Fingerprint.Of(next));
    }

    private void StepOnce(Input input, ulong fingerprint)
    {
        History = Fingerprint.Mix(History, (ulong)ClockMs, fingerprint);
        effects.Clear();
        replica.Step(new Now(ClockMs, world.Genesis.Root.TimestampMs), input, effects);
        world.Log?.Took(this, input, effects);
        foreach (Effect effect in effects) Do(effect);
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Persist(JournalRecord.OwnVote(var vote)):
                ears?.Signed(vote);
                world.Checks.Journaled(this, vote);
                break;
            case Effect.Persist(JournalRecord.OwnProposal(var proposal)):
                ears?.Signed(proposal.LeaderPrepare);
                world.Checks.Journaled(this, proposal);
                break;
            case Effect.Persist(JournalRecord.Block(var outline)):
                blocks[outline.Digest] = outline;
                break;
            case Effect.Broadcast(var message):
                world.Checks.Leaves(this, message);
                world.Send(this, null, message);
                break;
            case Effect.Send(var to, var message):
                world.Send(this, to.Value, message);
                break;
            case Effect.BuildBlock(var view, var parent, var timestampMs, _):
                pending.Enqueue(new Input.BlockBuilt(view, world.Build(this, parent, timestampMs, view)));
                break;
            case Effect.CheckBlock(var outline, _):
                pending.Enqueue(new Input.BlockChecked(outline.Digest, BlockVerdict.Valid));
                break;
            case Effect.FetchBlock(var digest, _):
                if (world.CanReach(this, digest))
                    pending.Enqueue(new Input.BlockFetched(world.Genesis.Outline(digest)));
                break;
            case Effect.NeedSync(var source):
                Sync(source.Value);
                break;
            case Effect.Committed committed:
                world.Checks.Committed(this, committed);
                foreach (BlockOutline block in committed.Blocks) chain.Add((block, null));
                chain[^1] = (chain[^1].Block, committed.Certificate);
                break;
            default:
                world.Checks.Did(this, effect);
                break;
        }
    }

    private void Sync(int source)
    {
        if (world.ChainAbove(this, source) is not var (above, certificate)) return;
        Certificate seen = ears?.Show(certificate) ?? certificate;
        pending.Enqueue(new Input.CommittedElsewhere(above, new Verified<Certificate>(seen)));
    }
}
