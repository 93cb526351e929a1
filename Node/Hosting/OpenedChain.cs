using Chain.Consensus;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Blocks;
using Chain.Node.Configuration;
using Chain.Node.Execution;
using Chain.Node.Ordering;

namespace Chain.Node.Hosting;

/// <summary>
/// What is on disk, read back and checked: the state's root is computed anew from every row and compared with
/// the root stored at the last commit.
/// </summary>
internal sealed class OpenedChain : IDisposable
{
    private readonly ConsortiumFile file;

    /// <exception cref="StoreException">The data does not hold; the message says what to do.</exception>
    public OpenedChain(ConsortiumFile file, string path)
    {
        this.file = file;
        Store = ChainStore.Open(path, file.Genesis.ComputeHash());
        try
        {
            HeadHeader = Store.Reads.Header(Store.Head.Height)!;
            State = LoadState();
            Journal = new Journal(Store, Bodies);
            LoadBodies();
            Failpoint.Reach(Place.Opened);
        }
        catch
        {
            Store.Dispose();
            throw;
        }
    }

    public ChainStore Store { get; }

    public StoredHeader HeadHeader { get; }

    public LedgerState State { get; }

    public BodyCache Bodies { get; } = new();

    public Journal Journal { get; }

    public BlockResult Head => new(
        Store.Head.Digest, Store.Head.Height, HeadHeader.Header.TimestampMs, Store.Head.StateRoot,
        HeadReceiptsRoot());

    public CommittedHead Progress => new(
        Store.Head.Height, Store.Head.Digest, HeadHeader.Header.TimestampMs, Store.Head.StateRoot, 0);

    public Recovered Recovered => new(
        new ChainHead(Store.Head.Digest, Store.Head.Height, HeadHeader.Header.TimestampMs,
            HeadHeader.Header.TransactionCount > 0),
        HeadHeader.Certificate, Journal.Records);

    public void Dispose() => Store.Dispose();

    private LedgerState LoadState()
    {
        var at = new StatePosition(
            file.Genesis.ChainId, file.Genesis.ComputeHash(), Store.Head.Height, Store.Head.Digest,
            HeadHeader.Header.TimestampMs, RecentBlocks());
        LedgerState state;
        try
        {
            state = LedgerState.Load(at, Store.Reads.AllState().Select(
                row => ((ReadOnlyMemory<byte>)row.Key, (ReadOnlyMemory<byte>)row.Value)));
        }
        catch (StateCorruptException error)
        {
            throw new StoreException(StoreErrorKind.Damaged, error.Message, error);
        }
        if (state.Root != Store.Head.StateRoot)
            throw new StoreException(
                StoreErrorKind.Damaged,
                $"the stored state hashes to {state.Root}, not to {Store.Head.StateRoot}");
        return state;
    }

    /// <summary>Transaction ids of the validity window, so that none is executed twice.</summary>
    private List<RecentBlock> RecentBlocks()
    {
        var blocks = new List<RecentBlock>();
        Height height = Store.Head.Height;
        while (height.Value > 0)
        {
            BlockHeader header = Store.Reads.Header(height)!.Header;
            if (header.TimestampMs + Limits.ValidityMs < HeadHeader.Header.TimestampMs) break;
            blocks.Add(
                new RecentBlock(header.TimestampMs, [.. Parse(Store.Reads.Body(height)!).Select(t => t.Id)]));
            height = new Height(height.Value - 1);
        }
        blocks.Reverse();
        return blocks;
    }

    /// <summary>
    /// Journaled blocks above the head: a restarted replica votes on them, serves them, commits them.
    /// </summary>
    private void LoadBodies()
    {
        foreach (JournalRecord record in Journal.Records)
        {
            if (record is not JournalRecord.Block block || block.Outline.Header.Height <= Store.Head.Height)
                continue;
            IReadOnlyList<ReadOnlyMemory<byte>> body = Store.Reads.Body(block.Outline.Digest)
                ?? throw new StoreException(
                    StoreErrorKind.JournalDamaged, $"journaled block {block.Outline.Digest} has no body");
            Bodies.Hold(new FullBlock(block.Outline, [.. Parse(body)]));
        }
    }

    private Hash32 HeadReceiptsRoot()
    {
        IReadOnlyList<ReadOnlyMemory<byte>> stored = Store.Reads.Receipts(Store.Head.Height) ?? [];
        var receipts = new TransactionReceipt[stored.Count];
        for (int i = 0; i < receipts.Length; i++)
            Require.That(TransactionReceipt.TryRead(stored[i].Span, out receipts[i]));
        return TransactionReceipt.RootOf(receipts);
    }

    private static IEnumerable<Transaction> Parse(IReadOnlyList<ReadOnlyMemory<byte>> body) =>
        body.Select(bytes => TransactionCodec.Parse(bytes, out string? problem)
            ?? throw new StoreException(
                StoreErrorKind.Damaged, $"a stored transaction is unreadable: {problem}"));
}
