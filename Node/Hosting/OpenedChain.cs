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
    /// <param name="genesis">Of the chain.</param>
    /// <param name="store">It belongs to this from now on.</param>
    /// <param name="compactAbove">Records after which the journal is rewritten.</param>
    /// <exception cref="StoreException">The data does not hold; the message says what to do.</exception>
    public OpenedChain(GenesisSection genesis, ChainStore store, int compactAbove = Journal.UsualRecords)
    {
        Store = store;
        try
        {
            HeadHeader = Store.Reads.Header(Store.Head.Height)!;
            State = StoredState.Load(genesis, Store.Reads, Store.Head);
            Journal = new Journal(Store, Bodies, compactAbove);
            LoadBodies();
            Failpoint.Reach(Place.Opened);
        }
        catch
        {
            Store.Dispose();
            throw;
        }
    }

    /// <exception cref="StoreException">The data cannot be used; the message says what to do.</exception>
    public static OpenedChain At(GenesisSection genesis, string path) =>
        new(genesis, ChainStore.Open(path, genesis.ComputeHash()));

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
            Bodies.Hold(new FullBlock(block.Outline, [.. StoredState.Parse(body)]));
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
}
