using System.Text;
using Chain.Consensus;

namespace Chain.Tests.Consensus;

/// <summary>
/// Nodes, one queue of what reaches them, and a clock that moves when told. Signatures are pretended.
/// </summary>
internal sealed class Cluster
{
    public static readonly Hash32 Genesis = Id("genesis", 0);
    public static readonly Epoch Epoch = new(1);
    public static readonly ChainHead Root = new(Id("root", 0), new Height(0), 1_000, false);

    private readonly List<(int To, Input Input)> queue = [];
    private readonly HashSet<(int From, int To)> cuts = [];
    private readonly List<(int To, Input Input)> held = [];
    private readonly List<(string Text, int To)> holds = [];
    private readonly HashSet<Hash32> invalid = [];
    private readonly HashSet<Hash32> unanswered = [];

    public Cluster(int validators)
    {
        Validators =
            [.. Enumerable.Range(0, validators).Select(i => new PublicKey(Id("validator", (ulong)i)))];
        Nodes = [.. Enumerable.Range(0, validators).Select(i => new TestNode(this, i))];
        Trace.Name(Root.Digest, "root");
        foreach (TestNode node in Nodes) node.Initialize();
    }

    public IReadOnlyList<PublicKey> Validators { get; }

    public IReadOnlyList<TestNode> Nodes { get; }

    public Trace Trace { get; } = new();

    public StringBuilder Output { get; } = new();

    public long TimeMs { get; private set; }

    public Now Now => new(TimeMs, 10_000 + (ulong)TimeMs);

    public static Hash32 Id(string what, ulong number) =>
        TaggedHash.Transaction.Of(Encoding.ASCII.GetBytes(
            what + number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public void Enqueue(int to, Input input)
    {
        if (holds.Exists(hold => hold.To == to
            && Trace.Of(input).StartsWith(hold.Text, StringComparison.Ordinal)))
            held.Add((to, input));
        else queue.Add((to, input));
    }

    public void Broadcast(int from, PeerMessage message)
    {
        for (int to = 0; to < Nodes.Count; to++)
            if (to != from) Send(from, to, message);
    }

    public void Send(int from, int to, PeerMessage message)
    {
        if (cuts.Contains((from, to)) || !Nodes[to].Running) return;
        // The one signature that scripts forge; votes of liars are signed by liars.
        if (message is PeerMessage.NewestVotes answer && answer != Sign(answer, answer.Answerer))
            Output.Append($"  {to} | refuses {Trace.Of(message)} from {from}\n");
        else
            Enqueue(to, new Input.Received(new PeerId(from), new Verified<PeerMessage>(message)));
    }

    public void Cut(int from, int to) => cuts.Add((from, to));

    public void Heal() => cuts.Clear();

    /// <summary>Keeps back what would reach a node and reads like this.</summary>
    public void Hold(string text, int to) => holds.Add((text, to));

    public void Release()
    {
        holds.Clear();
        foreach ((int To, Input Input) one in held) queue.Add(one);
        held.Clear();
    }

    public void Judge(string block, bool answer)
    {
        if (answer) invalid.Add(Trace.Find(block));
        else unanswered.Add(Trace.Find(block));
    }

    public BlockVerdict? Judge(BlockOutline outline) =>
        unanswered.Contains(outline.Digest) ? null
        : invalid.Contains(outline.Digest) ? BlockVerdict.Invalid : BlockVerdict.Valid;

    /// <summary>Delivers in order until nothing is under way; time stands still.</summary>
    public void Deliver()
    {
        for (int i = 0; queue.Count > 0; i++)
        {
            (int To, Input Input) next = Take();
            if (i > 100_000) throw new InvalidOperationException("the cluster does not come to rest");
            Nodes[next.To].Step(next.Input);
        }
    }

    /// <summary>
    /// Delivers some of what is under way in a random order, losing a part of the messages.
    /// </summary>
    public void Storm(Random random, int deliveries, int lossPercent)
    {
        for (int i = 0; i < deliveries && queue.Count > 0; i++)
        {
            int at = random.Next(queue.Count);
            (queue[at], queue[0]) = (queue[0], queue[at]);
            (int To, Input Input) next = Take();
            if (next.Input is not Input.Received || random.Next(100) >= lossPercent)
                Nodes[next.To].Step(next.Input);
        }
    }

    /// <summary>What was on its way into a process that died.</summary>
    public void Forget(int node) => queue.RemoveAll(next => next.To == node);

    /// <summary>Moves the clock and ticks every node that is due, without delivering.</summary>
    public void Tick(long ms)
    {
        TimeMs += ms;
        foreach (TestNode node in Nodes)
            if (node.Running && node.Replica.NextDeadlineMs <= TimeMs) node.Step(new Input.Tick());
    }

    /// <summary>Lets time pass, ticking every node at its deadlines and delivering after each.</summary>
    public void Advance(long ms)
    {
        long end = TimeMs + ms;
        Deliver();
        while (NextDeadline() is { } due && due <= end)
        {
            TimeMs = Math.Max(TimeMs, due);
            foreach (TestNode node in Nodes)
                if (node.Running && node.Replica.NextDeadlineMs <= TimeMs) node.Step(new Input.Tick());
            Deliver();
        }
        TimeMs = end;
    }

    /// <summary>Equal arguments make equal blocks.</summary>
    public static BlockOutline Build(ChainHead parent, ulong timestampMs, int size)
    {
        var ids = new Hash32[size];
        for (int i = 0; i < size; i++) ids[i] = Id("transaction", ((ulong)timestampMs << 16) + (ulong)i);
        return new BlockOutline(
            new BlockHeader
            {
                Chain = Genesis,
                Epoch = Epoch,
                Height = parent.Height.Next,
                Parent = parent.Digest,
                TimestampMs = timestampMs,
                TransactionCount = (uint)size,
                TransactionsRoot = MerkleRoot.Of(ids),
                StateRoot = Hash32.Zero,
                ReceiptsRoot = Hash32.Zero,
                NextValidators = Hash32.Zero,
            },
            ids);
    }

    public BlockOutline? FindBlock(int asker, Hash32 digest) =>
        Nodes.Where(node => node.Running && node.Number != asker && !cuts.Contains((node.Number, asker)))
            .Select(node => node.FindBlock(digest)).FirstOrDefault(found => found is not null);

    public void Sync(int asker, int source)
    {
        if (cuts.Contains((source, asker))) return;
        if (Nodes[source].ChainAbove(Nodes[asker].Replica.Head.Height) is { } synced) Enqueue(asker, synced);
    }

    /// <summary>A vote as a liar would sign it.</summary>
    public static Vote Forge(VoteKind kind, View view, Hash32 digest, int voter) =>
        new(kind, Epoch, view, digest, voter, Sign(
            VoteCodec.SigningDigest(Genesis, kind, Epoch, view, digest), voter));

    /// <summary>A certificate of the ViewChanges of the first q.</summary>
    public Certificate GivenUp(View view)
    {
        Vote[] votes =
            [.. Enumerable.Range(0, new Quorum(Nodes.Count).Size)
                .Select(i => Forge(VoteKind.ViewChange, view, Hash32.Zero, i))];
        var voters = new VoterSet((UInt128.One << votes.Length) - 1);
        return new Certificate(
            VoteKind.ViewChange, Epoch, view, Hash32.Zero, voters, [.. votes.Select(vote => vote.Signature)]);
    }

    public static Signature Sign(Hash32 digest, int signer) => new(digest, Id("key", (ulong)signer));

    public static PeerMessage.NewestVotes Sign(PeerMessage.NewestVotes answer, int signer) =>
        answer with { Signature = Sign(NewestVotesCodec.SigningDigest(Genesis, Epoch, answer), signer) };

    public void Log(int number, Input input, List<Effect> effects)
    {
        if (effects.Count == 0) return;
        Output.Append($"  {number} | {Trace.Of(input)}\n");
        foreach (Effect effect in effects) Output.Append($"      {Trace.Of(effect)}\n");
    }

    private (int To, Input Input) Take()
    {
        (int To, Input Input) next = queue[0];
        queue.RemoveAt(0);
        return next;
    }

    private long? NextDeadline()
    {
        long? next = null;
        foreach (TestNode node in Nodes)
            if (node.Running && node.Replica.NextDeadlineMs is { } due && !(due >= next)) next = due;
        return next;
    }
}
