using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Execution;
using Chain.Node.Ordering;
using Chain.Tests.Ledger;
using Chain.Wire;

namespace Chain.Tests.Prices;

/// <summary>
/// A random history in a real store: the blocks, their effects and all derived data, as a node commits them.
/// </summary>
internal sealed class StoredHistory : IDisposable
{
    private readonly RandomHistory history;
    private readonly Random batches;
    private readonly List<BlockToStore> waiting = [];
    private readonly List<BlockOutcome> outcomes = [];
    private readonly List<StateRow.Lease> made = [];
    private HeadMarker head;
    private Hash32 receiptsRoot;

    public StoredHistory(string path, int seed)
    {
        history = new RandomHistory(seed);
        batches = new Random(seed);
        Genesis = history.Genesis;
        Store = ChainStore.Create(path, GenesisHeader, history.Market.State.Root,
            [.. history.Market.State.Rows().Select(
                row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray()))]);
        head = Store.Head;
        Add(Market.Start + 1_000, history.Opening());
    }

    public GenesisState Genesis { get; }

    public ChainStore Store { get; private set; }

    public NodeProgress Progress { get; } =
        new(new CommittedHead(default, default, Market.Start, default, 0));

    public BookViews Books { get; private set; } = new();

    public ulong NowMs => Progress.Head.TimestampMs;

    /// <summary>Orders that rest in the newest state.</summary>
    public IEnumerable<StateRow.Order> Orders => history.Market.AllRows().OfType<StateRow.Order>();

    /// <summary>Every lease that there ever was; some begin and end with one block's due work.</summary>
    public IReadOnlyList<StateRow.Lease> Made => made;

    public BlockHeader GenesisHeader => new()
    {
        Chain = Genesis.ChainHash,
        Epoch = new Epoch(1),
        Height = default,
        Parent = default,
        TimestampMs = Genesis.TimestampMs,
        TransactionCount = 0,
        TransactionsRoot = default,
        StateRoot = default,
        ReceiptsRoot = default,
        NextValidators = default,
    };

    /// <summary>So many blocks, some of them in one batch; all are stored at the end.</summary>
    public void Grow(int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            (ulong timestampMs, Transaction[] transactions) = history.NextBlock();
            Add(timestampMs, transactions);
            if (batches.Next(3) == 0) Flush();
        }
        Flush();
    }

    /// <summary>A block without transactions so much later, stored at once.</summary>
    public void RestFor(ulong milliseconds) => Rest(NowMs + milliseconds);

    /// <summary>A block without transactions, stored at once.</summary>
    public void Rest(ulong timestampMs)
    {
        Add(timestampMs, []);
        Flush();
    }

    public void Reopen(string path)
    {
        Store.Dispose();
        Store = ChainStore.Open(path, Genesis.ChainHash);
        Books = new BookViews();
        Books.Start(Store.Head.Height, Store.Reads.AllState()
            .Select(row => StateRow.Decode(row.Key, row.Value)).OfType<StateRow.Order>());
    }

    public IReadOnlyList<Trade> Trades() =>
        [.. Store.Reads.TradesFrom(default, int.MaxValue).Select(t => Trade.Parser.ParseFrom(t.Trade.Span))];

    public void Dispose() => Store.Dispose();

    private void Add(ulong timestampMs, Transaction[] transactions)
    {
        LedgerState state = history.Market.State;
        var header = new BlockHeader
        {
            Chain = Genesis.ChainHash,
            Epoch = new Epoch(1),
            Height = head.Height.Next,
            Parent = head.Digest,
            TimestampMs = timestampMs,
            TransactionCount = (uint)transactions.Length,
            TransactionsRoot = MerkleRoot.Of([.. transactions.Select(t => t.Id)]),
            StateRoot = state.Root,
            ReceiptsRoot = receiptsRoot,
            NextValidators = default,
        };
        var context = new BlockContext(header.Height, header.Digest, header.Parent, timestampMs);
        BlockOutcome outcome = Execution.Apply(state, context, transactions);
        receiptsRoot = outcome.ReceiptsRoot;
        outcomes.Add(outcome);
        foreach (StateChange change in outcome.Changes)
            if (change is { Kind: RowKind.Lease, Before: null, After: { } row })
                made.Add((StateRow.Lease)StateRow.Decode(change.Key.Span, row.Span)!);
        made.AddRange(outcome.ClosedLeases);
        waiting.Add(new BlockToStore(
            header, null, [.. transactions.Select(t => t.Id)],
            [.. transactions.Select(Signed)],
            [.. outcome.Receipts.Select(Encode)],
            [.. outcome.Changes.Select(change => new StoredChange(change.Key, change.After))],
            Derivation.Of(outcome), outcome.StateRoot));
        head = new HeadMarker(header.Height, header.Digest, outcome.StateRoot, 0);
    }

    private void Flush()
    {
        if (waiting.Count == 0) return;
        BlockHeader newest = waiting[^1].Header;
        waiting[^1] = waiting[^1] with
        {
            Certificate = new Certificate(
                VoteKind.Commit, newest.Epoch, new View(newest.Height.Value), newest.Digest,
                VoterSet.Empty.With(0).With(1).With(2), [default, default, default]),
        };
        Store.Commit(new CommitBatch([.. waiting], 0, []));
        waiting.Clear();
        foreach (BlockOutcome outcome in outcomes)
        {
            Books.Apply(outcome.Block.Height, outcome.Changes);
            Progress.Committed(new CommittedHead(
                outcome.Block.Height, outcome.Block.Digest, outcome.Block.TimestampMs, outcome.StateRoot, 0));
        }
        outcomes.Clear();
    }

    /// <summary>As it would come from a client; nobody looks at its signature here.</summary>
    private static ReadOnlyMemory<byte> Signed(Transaction transaction) =>
        TransactionCodec.Encode(transaction.Bytes.Span, default);

    private static ReadOnlyMemory<byte> Encode(TransactionReceipt receipt)
    {
        byte[] bytes = new byte[TransactionReceipt.Size];
        receipt.WriteTo(bytes);
        return bytes;
    }
}
