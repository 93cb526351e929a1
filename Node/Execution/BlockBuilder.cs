using Chain.Consensus;
using Chain.Ledger;
using Chain.Node.Blocks;
using Chain.Node.Pool;

namespace Chain.Node.Execution;

/// <summary>
/// Makes a leader's block on the tip: what may be included, fairly by account, up to the limits of a block.
/// </summary>
public static class BlockBuilder
{
    public static FullBlock Build(StateKeeper keeper, Mempool pool, Epoch epoch, Effect.BuildBlock request)
    {
        BlockResult parent = keeper.Tip;
        Require.That(parent.Digest == request.Parent.Digest);
        List<Transaction> transactions = request.Empty ? [] : Select(keeper.State, pool, request.TimestampMs);
        Hash32[] ids = [.. transactions.Select(transaction => transaction.Id)];
        var header = new BlockHeader
        {
            Chain = keeper.State.Chain,
            Epoch = epoch,
            Height = parent.Height.Next,
            Parent = parent.Digest,
            TimestampMs = request.TimestampMs,
            TransactionCount = (uint)transactions.Count,
            TransactionsRoot = MerkleRoot.Of(ids),
            StateRoot = parent.StateRoot,
            ReceiptsRoot = parent.ReceiptsRoot,
            NextValidators = default,
        };
        return new FullBlock(new BlockOutline(header, ids), transactions);
    }

    private static List<Transaction> Select(LedgerState state, Mempool pool, ulong timestampMs)
    {
        var taken = new List<Transaction>();
        var perAccount = new Dictionary<AccountId, int>();
        int operations = 0;
        int bytes = 0;
        int signatures = 0;
        int room = Limits.RecentIds - state.Recent.CountAt(timestampMs);
        pool.Select(transaction =>
        {
            if (taken.Count >= Math.Min(room, Limits.TransactionsPerBlock)) return Pick.Stop;
            if (BlockRules.IsIncludable(state.ChainId, timestampMs, transaction) != Includable.Yes)
                return Pick.Skip;
            if (state.Recent.Contains(transaction.Id)) return Pick.Skip;
            int ofAccount = perAccount.GetValueOrDefault(transaction.Account);
            if (ofAccount >= Limits.TransactionsPerAccount) return Pick.NextAccount;
            if (operations + transaction.Share > Limits.OperationsPerBlock
                || signatures + transaction.Signatures > Limits.SignaturesPerBlock
                || bytes + transaction.Bytes.Length > Limits.BlockBytes) return Pick.Stop;
            perAccount[transaction.Account] = ofAccount + 1;
            operations += transaction.Share;
            signatures += transaction.Signatures;
            bytes += transaction.Bytes.Length;
            taken.Add(transaction);
            return Pick.Taken;
        });
        return taken;
    }
}
