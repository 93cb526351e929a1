using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// One process's pool, block fetches, checks and chain sync: the node around the core, in small.
/// </summary>
public sealed class SimApplication(SimNode node, World world)
{
    private const int MostTransactions = 8;
    /// <summary>Above the slowest healed link's way there and back.</summary>
    private const int FetchTimeoutUs = 500_000;
    private const int SyncBlocks = 16;
    private const int FetchAttempts = 60;

    private readonly Dictionary<Hash32, ulong> atHand = [];
    private readonly Dictionary<Hash32, Action> waitingForBody = [];
    private readonly HashSet<Hash32> checking = [];
    private readonly HashSet<Hash32> fetching = [];
    private readonly HashSet<Hash32> pooled = [];
    private readonly List<Hash32> pool = [];
    private bool toldPending;

    public IReadOnlyList<Hash32> Pool => pool;

    public bool Has(Hash32 digest) => atHand.ContainsKey(digest) || node.Disk.Live.Bodies.ContainsKey(digest);

    public void Hold(BlockOutline outline)
    {
        if (world.Ledger.Register(outline)) atHand[outline.Digest] = outline.Header.Height.Value;
    }

    public void Submit(IReadOnlyList<Hash32> transactions)
    {
        foreach (Hash32 id in transactions)
        {
            if (!node.Committed.Contains(id) && pooled.Add(id)) pool.Add(id);
        }
        TellPending();
    }

    public void Build(Effect.BuildBlock build)
    {
        if (!IsStored(build.Parent.Digest))
            throw new SafetyViolationException($"n{node.Number} builds on a parent that is not stored");
        node.After(world.Prng.Between(100, 5_000), () =>
        {
            IEnumerable<Hash32> ids = build.Empty ? [] : pool
                .Where(id => !world.Ledger.IsInAncestors(build.Parent.Digest, id)).Take(MostTransactions);
            BlockOutline outline = world.Ledger.Build(build.Parent, build.TimestampMs, [.. ids]);
            Hold(outline);
            node.Offer(new Input.BlockBuilt(build.View, outline));
        });
    }

    public void Check(BlockOutline outline, int from)
    {
        Hash32 digest = outline.Digest;
        if (!IsStored(outline.Header.Parent))
            throw new SafetyViolationException($"n{node.Number} checks a block whose parent is not stored");
        if (!checking.Add(digest)) return;
        bool poolHasAll = outline.TransactionIds.All(pooled.Contains);
        if (poolHasAll) Hold(outline);
        if (Has(digest)) Judge(outline);
        else Request(digest, [from, .. world.Others(node.Number)], outline.Header.Height,
            () => Judge(outline));
    }

    public void Fetch(Hash32 digest, VoterSet holders)
    {
        if (!fetching.Add(digest)) return;
        int[] from = [.. Enumerable.Range(0, world.Mix.Validators).Where(holders.Contains)];
        void Got()
        {
            fetching.Remove(digest);
            world.Faults.Add(FaultKind.BlockFetched);
            node.Offer(new Input.BlockFetched(world.Ledger.Outline(digest)));
        }
        if (Has(digest)) node.After(100, Got);
        else Ask(digest, from, 0, from.Length, null, Got, () => fetching.Remove(digest));
    }

    /// <summary>
    /// The core paces these and turns from peer to peer; none waits for the answer of another.
    /// </summary>
    public void Sync(int source) =>
        world.Send(node.Number, source, new NodeMessage.WantChain(node.Head.Height));

    public void Receive(int from, NodeMessage message)
    {
        switch (message)
        {
            case NodeMessage.Gossip gossip:
                Submit(gossip.Transactions);
                break;
            case NodeMessage.WantBlock want:
                if (Has(want.Digest) && node.Crime?.ServesBlocks != false)
                    world.Send(node.Number, from,
                        new NodeMessage.WholeBlock(world.Ledger.Outline(want.Digest)));
                break;
            case NodeMessage.WholeBlock whole:
                if (!waitingForBody.Remove(whole.Outline.Digest, out Action? then)) break;
                Hold(whole.Outline);
                then();
                break;
            case NodeMessage.WantChain want:
                Serve(from, want.Above);
                break;
            case NodeMessage.ChainPart part:
                Take(part);
                break;
            default:
                throw new InvalidOperationException("unknown node message");
        }
    }

    public void Committed(IReadOnlyList<BlockOutline> blocks)
    {
        foreach (Hash32 id in blocks.SelectMany(block => block.TransactionIds))
        {
            node.Committed.Add(id);
            if (pooled.Remove(id)) pool.Remove(id);
        }
        ulong head = node.Head.Height.Value;
        foreach (Hash32 old in atHand.Where(held => held.Value <= head).Select(held => held.Key).ToList())
            atHand.Remove(old);
        TellPending();
    }

    private void TellPending()
    {
        if (pool.Count > 0 == toldPending) return;
        toldPending = pool.Count > 0;
        node.Offer(new Input.WorkChanged(toldPending));
    }

    private bool IsStored(Hash32 digest) =>
        digest == world.Ledger.Root.Digest || node.Disk.Live.Bodies.ContainsKey(digest);

    private void Judge(BlockOutline outline)
    {
        if (node.Head.Height >= outline.Header.Height) return;
        node.After(world.Prng.Between(100, 10_000), () =>
        {
            BlockVerdict verdict = world.Plant == Plant.ContentUnchecked
                ? BlockVerdict.Valid : world.Ledger.Judge(outline.Digest);
            // The same digest may be asked for again: the driver answers again, from what it knows.
            checking.Remove(outline.Digest);
            node.Offer(new Input.BlockChecked(outline.Digest, verdict));
            if (verdict != BlockVerdict.Valid) return;
            bool changed = outline.TransactionIds.Count > 0;
            node.After(world.Prng.Between(100, 10_000), () =>
                node.Offer(new Input.BlockExecuted(outline.Digest, changed)));
        });
    }

    private void Request(Hash32 digest, int[] from, Height height, Action got) =>
        Ask(digest, from, 0, FetchAttempts, height, got, () => checking.Remove(digest));

    private void Ask(Hash32 digest, int[] from, int attempt, int attempts, Height? height, Action got,
        Action gaveUp)
    {
        if (attempt == attempts || from.Length == 0 || node.Head.Height >= height)
        {
            waitingForBody.Remove(digest);
            gaveUp();
            return;
        }
        bool arrived = false;
        waitingForBody[digest] = () => { arrived = true; got(); };
        world.Send(node.Number, from[attempt % from.Length], new NodeMessage.WantBlock(digest));
        node.After(FetchTimeoutUs, () =>
        {
            if (!arrived) Ask(digest, from, attempt + 1, attempts, height, got, gaveUp);
        });
    }

    private void Serve(int from, Height above)
    {
        // As in the node: a commit is in the store, and so told to anyone, after the journal's sync.
        DiskState disk = node.Disk.Durable;
        ulong most = above.Value + SyncBlocks;
        ulong upTo = disk.Certificates.Keys.Where(height => height > above.Value && height <= most)
            .DefaultIfEmpty(disk.Certificates.Keys.FirstOrDefault(height => height > above.Value)).Max();
        if (upTo == 0) return;
        BlockOutline[] blocks = [.. disk.Chain.Skip((int)above.Value).Take((int)(upTo - above.Value))];
        world.Send(node.Number, from, new NodeMessage.ChainPart(blocks, disk.Certificates[upTo]));
    }

    private void Take(NodeMessage.ChainPart part)
    {
        BlockOutline[] blocks = [.. part.Blocks.Where(block => block.Header.Height > node.Head.Height)];
        if (blocks.Length == 0 || blocks[0].Header.Parent != node.Head.Digest) return;
        if (!world.Keys.IsSigned(part.Certificate)) return;
        foreach (BlockOutline block in blocks) world.Ledger.Register(block);
        node.Disk.StoreBodies(blocks);
        world.Faults.Add(FaultKind.ChainSynced);
        node.Offer(new Input.CommittedElsewhere(blocks, new Verified<Certificate>(part.Certificate)));
    }
}
