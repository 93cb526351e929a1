using Chain.Client;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Chain.Node.Hosting;

namespace Chain.Node.Doctor;

/// <summary>
/// Every block from the genesis to the head, in one walk: headers follow each other and are signed by real
/// quorums, bodies and receipts are those that the headers name, and each transaction is filed where it
/// stands.
/// </summary>
internal sealed class BlockCheck(GenesisSection genesis, StoreReads reads, HeadMarker head)
{
    private const string Bodies = "bodies", Headers = "headers", Receipts = "receipts";

    private readonly ProofChecker quorum =
        new(new ChainTrust(genesis.ComputeHash(), GenesisBuilder.Validators(genesis)));
    private readonly SortedDictionary<string, string> faults = new(StringComparer.Ordinal);
    private BlockHeader? parent;
    private Hash32? parentReceipts;
    private ulong signed, transactions;

    /// <param name="progress">Told each height; may throw to end it.</param>
    public IEnumerable<Finding> Run(Action<Height, Height> progress)
    {
        for (Height height = default; height <= head.Height; height = height.Next)
        {
            progress(height, head.Height);
            StoredHeader? stored = null;
            Check(Headers, () => stored = Header(height));
            if (stored is null)
            {
                (parent, parentReceipts) = (null, null);
                continue;
            }
            BlockHeader header = stored.Header;
            Check(Headers, () => Certificate(stored));
            IReadOnlyList<Hash32>? ids = null;
            Check(Bodies, () => ids = Body(header));
            Hash32? own = null;
            Check(Receipts, () => own = ReceiptsOf(header, ids));
            (parent, parentReceipts) = (header, own);
        }
        Check(Headers, Ends);
        yield return Of(Headers, $"{head.Height.Value + 1} headers lead from the genesis to block "
            + $"{head.Height}, {signed} of them with the signatures of a quorum",
            "refuses to start where it is among the newest 256 blocks, and else cannot serve it");
        yield return Of(Bodies, $"{transactions} transactions are those that the headers name",
            "starts where the broken block is old, and cannot serve it");
        yield return Of(Receipts, "every receipt is the one that the headers name, and is found by its "
            + "transaction",
            "starts where the broken block is old, and cannot answer for it");
    }

    private StoredHeader Header(Height height)
    {
        StoredHeader stored = reads.Header(height) ?? throw Broken($"block {height} is missing");
        BlockHeader header = stored.Header;
        if (height == default)
        {
            if (header.Digest != GenesisBuilder.Header(genesis).Digest)
                throw Broken("block 0 is not that of the genesis");
        }
        else if (parent is not null && header.Parent != parent.Digest)
            throw Broken($"block {height} does not follow the block below it");
        else if (parentReceipts is { } receipts && height.Value > 1 && header.ReceiptsRoot != receipts)
            faults.TryAdd(Receipts, $"the receipts of block {height.Value - 1} are not those that block "
                + $"{height} names");
        if (reads.HeightOf(header.Digest) != height) throw Broken(
            $"block {height} is not filed under its digest");
        return stored;
    }

    private void Certificate(StoredHeader stored)
    {
        if (stored.Certificate is not { } certificate) return;
        if (quorum.FindFault(stored.Header, certificate) is { } fault)
            throw Broken($"the certificate of block {stored.Header.Height} does not hold: {fault}");
        signed++;
    }

    private Hash32[] Body(BlockHeader header)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> body =
            reads.Body(header.Height) ?? throw Broken($"block {header.Height} has no body");
        Hash32[] ids = [.. StoredState.Parse(body).Select(transaction => transaction.Id)];
        if (MerkleRoot.Of(ids) != header.TransactionsRoot)
            throw Broken($"the transactions of block {header.Height} are not those that its header names");
        transactions += (ulong)ids.Length;
        return ids;
    }

    /// <returns>Their root, which the next header names; null where it names none.</returns>
    private Hash32? ReceiptsOf(BlockHeader header, IReadOnlyList<Hash32>? ids)
    {
        if (header.Height == default) return null;
        IReadOnlyList<ReadOnlyMemory<byte>> stored =
            reads.Receipts(header.Height) ?? throw Broken($"block {header.Height} has no receipts");
        var receipts = new TransactionReceipt[stored.Count];
        for (int i = 0; i < receipts.Length; i++)
            if (!TransactionReceipt.TryRead(stored[i].Span, out receipts[i]))
                throw Broken($"a receipt of block {header.Height} is unreadable");
        for (int i = 0; i < ids?.Count; i++)
            if (reads.Location(ids[i]) != new TransactionLocation(header.Height, (uint)i))
                throw Broken($"transaction {ids[i]} is not filed under block {header.Height}");
        return TransactionReceipt.RootOf(receipts);
    }

    private void Ends()
    {
        if (parent is not null && parent.Digest != head.Digest)
            throw Broken($"the head marker names {head.Digest.Short}, block {head.Height} is another");
        if (reads.Header(head.Height.Next) is not null) throw Broken(
            $"a block stands above the head {head.Height}");
        if (head.Height.Value > 0 && reads.Header(head.Height)?.Certificate is null)
            throw Broken($"the head {head.Height} has no certificate");
    }

    /// <summary>The first fault of each kind is told.</summary>
    private void Check(string kind, Action look)
    {
        try
        {
            look();
        }
        catch (StoreException error)
        {
            faults.TryAdd(kind, error.What);
        }
    }

    private Finding Of(string kind, string sound, string atStart) =>
        faults.TryGetValue(kind, out string? fault)
        ? Finding.Fault(kind, fault, atStart, Remedy.Resync) : Finding.Sound(kind, sound);

    private static StoreException Broken(string what) => new(StoreErrorKind.Damaged, what);
}
