namespace Chain.Ledger.Storage;

/// <summary>
/// What must hold before a node trusts its store: identity, the chain's newest part, the journal's numbering.
/// State rows are checked against the head's state root by whoever loads them.
/// </summary>
internal static class StartupCheck
{
    /// <summary>So many parent links are followed from the head down.</summary>
    private const int Links = 256;

    /// <returns>The head.</returns>
    /// <exception cref="StoreException">The first check that failed, typed.</exception>
    public static HeadMarker Run(ReadScope scope, Hash32 chain)
    {
        MetaTable.CheckIdentity(scope, chain);
        HeadMarker head = MetaTable.Head(scope);
        CheckHead(scope, head);
        CheckLinks(scope, head);
        return head;
    }

    private static void CheckHead(ReadScope scope, HeadMarker head)
    {
        StoredHeader newest = HeaderAt(scope, head.Height);
        if (newest.Header.Digest != head.Digest)
            throw Broken($"the head marker names {head.Digest.Short}, block {head.Height} is another");
        if (BlockTable.Header(scope, head.Height.Next) is not null)
            throw Broken($"a block stands above the head {head.Height}");
        if (head.Height == default) return;
        if (newest.Certificate is null) throw Broken($"the head {head.Height} has no certificate");
        ReadOnlyMemory<byte>[]? body = BlockTable.Body(scope, head.Height, head.Digest);
        if (body?.Length != newest.Header.TransactionCount)
            throw Broken($"the body of the head {head.Height} is missing or incomplete");
        if (ReceiptTable.Receipts(scope, head.Height)?.Length != newest.Header.TransactionCount)
            throw Broken($"the receipts of the head {head.Height} are missing or incomplete");
    }

    private static void CheckLinks(ReadScope scope, HeadMarker head)
    {
        StoredHeader child = HeaderAt(scope, head.Height);
        for (int i = 0; i < Links && child.Header.Height != default; i++)
        {
            Height height = child.Header.Height;
            if (BlockTable.HeightOf(scope, child.Header.Digest) != height)
                throw Broken($"block {height} is not filed under its digest");
            StoredHeader parent = HeaderAt(scope, new Height(height.Value - 1));
            if (parent.Header.Digest != child.Header.Parent)
                throw Broken($"block {height} does not follow the block below it");
            child = parent;
        }
    }

    private static StoredHeader HeaderAt(ReadScope scope, Height height) =>
        BlockTable.Header(scope, height) ?? throw Broken($"block {height} is missing");

    private static StoreException Broken(string what) => new(StoreErrorKind.Damaged, what);
}
