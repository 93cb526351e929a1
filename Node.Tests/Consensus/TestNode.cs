using Chain.Consensus;

namespace Chain.Tests.Consensus;

/// <summary>
/// A node around a replica as a driver would be, with a disk that survives a crash: journal as bytes, chain,
/// head. What it must do at once it does; messages and answers go into the cluster's queue.
/// </summary>
internal sealed class TestNode(Cluster cluster, int number)
{
    private readonly List<byte[]> journal = [];
    private readonly List<(BlockOutline Block, Certificate? Certificate)> chain = [];
    private Replica? replica;
    private ulong starts;

    public int Number => number;

    public bool Running => replica is not null;

    public Replica Replica => replica ?? throw new InvalidOperationException("not running");

    /// <summary>Of the last start.</summary>
    public ulong Nonce => (ulong)number << 32 | starts;

    public int PoolSize { get; private set; }

    public IReadOnlyList<BlockOutline> Chain => [.. chain.Select(entry => entry.Block)];

    /// <summary>As <c>node init</c> does.</summary>
    public void Initialize() =>
        journal.Add(JournalCodec.Encode(new JournalRecord.VotingMark(Cluster.Epoch, new View(0))));

    public void LoseJournal() => journal.Clear();

    /// <summary>A copy of the disk, to be put back later.</summary>
    public Action Backup()
    {
        byte[][] oldJournal = [.. journal];
        var oldChain = chain.ToArray();
        return () =>
        {
            journal.Clear();
            journal.AddRange(oldJournal);
            chain.Clear();
            chain.AddRange(oldChain);
        };
    }

    public void Start(bool rejoin)
    {
        starts++;
        var config = new ReplicaConfig
        {
            Chain = Cluster.Genesis,
            Epoch = Cluster.Epoch,
            Validators = cluster.Validators,
            Own = number,
            Sign = digest => Cluster.Sign(digest, number),
            Root = Cluster.Root,
            StartNonce = Nonce,
            Rejoin = rejoin,
        };
        (BlockOutline Block, Certificate? Certificate) last = chain.Count > 0 ? chain[^1] : default;
        ChainHead head = chain.Count == 0 ? Cluster.Root : new ChainHead(
            last.Block.Digest, last.Block.Header.Height, last.Block.Header.TimestampMs,
            last.Block.TransactionIds.Count > 0);
        JournalRecord[] records = [.. journal.Select(bytes =>
            JournalCodec.Decode(bytes) ?? throw new InvalidOperationException("a record does not read back"))];
        replica = new Replica(config, new Recovered(head, last.Certificate, records));
        Step(new Input.Tick());
        if (PoolSize > 0) Step(new Input.WorkChanged(true));
    }

    /// <summary>So many new transactions are in the pool, by gossip.</summary>
    public void AddWork(int count)
    {
        PoolSize += count;
        Step(new Input.WorkChanged(true));
    }

    public void Crash()
    {
        replica = null;
        cluster.Forget(number);
    }

    public void Step(Input input)
    {
        if (replica is null) return;
        var effects = new List<Effect>();
        replica.Step(cluster.Now, input, effects);
        cluster.Log(number, input, effects);
        foreach (Effect effect in effects) Do(effect);
    }

    public BlockOutline? FindBlock(Hash32 digest) =>
        journal.Select(bytes => JournalCodec.Decode(bytes)).OfType<JournalRecord.Block>()
            .FirstOrDefault(block => block.Outline.Digest == digest)?.Outline
        ?? chain.FirstOrDefault(entry => entry.Block.Digest == digest).Block;

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Persist persist:
                journal.Add(JournalCodec.Encode(persist.Record));
                break;
            case Effect.Broadcast broadcast:
                cluster.Broadcast(number, broadcast.Message);
                break;
            case Effect.Send send:
                cluster.Send(number, send.To.Value, send.Message);
                break;
            case Effect.BuildBlock build:
                int size = build.Empty ? 0 : Math.Max(0, PoolSize - Uncommitted(build.Parent.Digest));
                BlockOutline built = Cluster.Build(build.Parent, build.TimestampMs, size);
                cluster.Enqueue(number, new Input.BlockBuilt(build.View, built));
                break;
            case Effect.CheckBlock check:
                if (cluster.Judge(check.Outline) is { } verdict)
                    cluster.Enqueue(number, new Input.BlockChecked(check.Outline.Digest, verdict));
                break;
            case Effect.FetchBlock fetch:
                if (cluster.FindBlock(number, fetch.Digest) is { } found)
                    cluster.Enqueue(number, new Input.BlockFetched(found));
                break;
            case Effect.Committed committed:
                Store(committed);
                break;
            case Effect.NeedSync sync:
                cluster.Sync(number, sync.Source.Value);
                break;
            default:
                break;
        }
    }

    /// <summary>How many of the pool's transactions uncommitted ancestors hold already.</summary>
    private int Uncommitted(Hash32 digest)
    {
        int count = 0;
        while (digest != Replica.Head.Digest && FindBlock(digest) is { } block)
        {
            count += block.TransactionIds.Count;
            digest = block.Header.Parent;
        }
        return count;
    }

    private void Store(Effect.Committed committed)
    {
        foreach (BlockOutline block in committed.Blocks)
            chain.Add((block, block.Digest == committed.Certificate.Digest ? committed.Certificate : null));
        BlockHeader head = committed.Blocks[^1].Header;
        journal.RemoveAll(bytes => JournalCodec.Decode(bytes)!
            .IsObsolete(committed.Certificate.View, head.Height, committed.Entry));
        int included = committed.Blocks.Sum(block => block.TransactionIds.Count);
        if (included == 0 || PoolSize == 0) return;
        PoolSize = Math.Max(0, PoolSize - included);
        if (PoolSize == 0) cluster.Enqueue(number, new Input.WorkChanged(false));
    }

    /// <summary>The committed blocks above a height, up to the last that has a certificate.</summary>
    public Input? ChainAbove(Height height)
    {
        var above = chain.Where(entry => entry.Block.Header.Height > height).ToList();
        int last = above.FindLastIndex(entry => entry.Certificate is not null);
        return last < 0 ? null : new Input.CommittedElsewhere(
            [.. above.Take(last + 1).Select(entry => entry.Block)],
            new Verified<Certificate>(above[last].Certificate!));
    }
}
