using Chain.Ledger.Auctions;
using Chain.Ledger.Leases;
using Chain.Ledger.Operations;
using Chain.Wire;

namespace Chain.Ledger;

/// <summary>
/// Executes blocks: due work, then transactions, then auctions (L-1 to L-4). Deterministic and total.
/// </summary>
public static class Execution
{
    /// <summary>Moves the state to the block.</summary>
    /// <param name="state">At the block's parent.</param>
    /// <param name="transactions">
    /// They passed <see cref="BlockRules.Check"/> on this state, and their signatures.
    /// </param>
    /// <param name="begins">Told of each phase when it begins.</param>
    public static BlockOutcome Apply(
        LedgerState state, BlockContext block, IReadOnlyList<Transaction> transactions,
        Action<BlockPhase>? begins = null)
    {
        Require.That(block.Height == state.Height.Next);
        Require.That(block.TimestampMs > state.TimestampMs);
        Hash32 parentTip = state.Tip;
        ulong parentTimestampMs = state.TimestampMs;

        begins?.Invoke(BlockPhase.DueWork);
        int dueBudget = Limits.DueItemsPerBlock;
        state.Machinery.Live.Begin(parentTimestampMs, block.TimestampMs);
        state.Machinery.Due.Run(block, ref dueBudget);
        state.Machinery.Operations.WorkWaits = state.Machinery.Due.IsLeft(block);
        begins?.Invoke(BlockPhase.Transactions);
        var receipts = new TransactionReceipt[transactions.Count];
        var ids = new Hash32[transactions.Count];
        for (int i = 0; i < receipts.Length; i += 1)
        {
            ids[i] = transactions[i].Id;
            (ReceiptStatus status, int failed) = Run(state, transactions[i], block);
            receipts[i] = new TransactionReceipt(ids[i], block.Height, (uint)i, status, (uint)failed);
        }
        // What the transactions made due at once: the orders of an account frozen here trade no more.
        state.Machinery.Due.Run(block, ref dueBudget);
        begins?.Invoke(BlockPhase.Auctions);
        (AuctionResult[] auctions, BundleResult[] bundles) = state.Machinery.Auctioneer.Run(block);

        begins?.Invoke(BlockPhase.Encoding);
        StateChange[] changes = state.Tables.Changes();
        (Movement[] movements, LedgerEvent[] events, StateRow.Lease[] closed) = state.Tables.Journal.Detach();
        begins?.Invoke(BlockPhase.StateTree);
        state.Advance(block, changes, ids);
        begins?.Invoke(BlockPhase.Receipts);
        return new BlockOutcome(state.Tables.Detach(), parentTip, parentTimestampMs)
        {
            Block = block,
            Receipts = receipts,
            ReceiptsRoot = TransactionReceipt.RootOf(receipts),
            StateRoot = state.Root,
            Changes = changes,
            Auctions = auctions,
            Bundles = bundles,
            Movements = movements,
            Events = events,
            ClosedLeases = closed,
        };
    }

    /// <summary>All operations or none.</summary>
    private static (ReceiptStatus Status, int Failed) Run(
        LedgerState state, Transaction transaction, in BlockContext block)
    {
        int account = state.Tables.Accounts.Find(transaction.Account);
        if (account < 0) return (ReceiptStatus.UnknownAccount, 0);
        if (state.Tables.Keys.Of(account) != transaction.Signer) return (ReceiptStatus.WrongKey, 0);
        state.Machinery.Orders.Run(account, transaction.Body.Operations);
        (int, Journal.Position) savepoint = state.Tables.Mark;
        TransactionBody body = transaction.Body;
        for (int i = 0; i < body.Operations.Count; i += 1)
        {
            ReceiptStatus status = state.Machinery.Operations.Run(account, body.Operations[i], block);
            if (status == ReceiptStatus.Ok) continue;
            state.Tables.RollBack(savepoint);
            return (status, i);
        }
        return (ReceiptStatus.Ok, 0);
    }
}

/// <summary>The rules bound to one state's tables, with their reused buffers.</summary>
internal sealed class Machinery
{
    public Machinery(LedgerTables tables, Hash32 chain)
    {
        Live = new LiveTime(tables);
        Due = new DueWork(tables, Live);
        Orders = new OrderPrefetch(tables);
        Operations = new OperationRunner(tables, chain);
        Auctioneer = new Auctioneer(tables);
    }

    public LiveTime Live { get; }
    public DueWork Due { get; }
    public OrderPrefetch Orders { get; }
    public OperationRunner Operations { get; }
    public Auctioneer Auctioneer { get; }
}
