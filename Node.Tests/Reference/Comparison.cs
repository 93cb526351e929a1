using Chain.Ledger;

namespace Chain.Tests.Reference;

/// <summary>The ledger and the reference beside each other, block after block.</summary>
internal sealed class Comparison
{
    private readonly Dictionary<byte[], byte[]> rows = new(Same.Bytes);

    public Comparison(LedgerState genesisState, GenesisState genesis, Planted planted = Planted.None)
    {
        World = Genesis.Open(genesis, planted);
        foreach (StateChange row in genesisState.Rows())
            rows.Add(row.Key.ToArray(), row.After!.Value.ToArray());
    }

    public World World { get; }

    /// <returns>What differs after the block, for people; null: nothing.</returns>
    public string? Run(BlockOutcome outcome, Transaction[] listed)
    {
        BlockContext block = outcome.Block;
        List<Verdicts> verdicts;
        try
        {
            verdicts = Block.Run(World, block.Height.Value, block.ParentDigest, block.TimestampMs, listed);
        }
        catch (OverflowException problem)
        {
            return $"the rules lead below zero: {problem}";
        }
        foreach (StateChange change in outcome.Changes)
        {
            if (change.After is { } after) rows[change.Key.ToArray()] = after.ToArray();
            else rows.Remove(change.Key.ToArray());
        }
        for (int i = 0; i < listed.Length; i += 1)
        {
            World.Census.Count(listed[i], verdicts[i]);
            TransactionReceipt got = outcome.Receipts[i];
            if (verdicts[i] != new Verdicts(got.Status, got.FailedOperation))
                return $"transaction {i}: by the rules {verdicts[i]}, got {got.Status} at operation "
                    + $"{got.FailedOperation}; {listed[i].Account.Bytes.Short}: {listed[i].Body.Operations}";
        }
        return Rows();
    }

    /// <summary>Of all rows, against what the ledger's changes led to.</summary>
    public string? Rows()
    {
        var differences = new List<string>();
        var left = new HashSet<byte[]>(rows.Keys, Same.Bytes);
        foreach (Row row in World.Rows)
        {
            left.Remove(row.Key());
            byte[]? got = rows.GetValueOrDefault(row.Key());
            if (got is null) differences.Add($"only by the rules: {row}");
            else if (!got.AsSpan().SequenceEqual(row.Value().ToArray()))
                differences.Add($"by the rules: {row}\n         got: {Say(row.Key(), got)}");
        }
        foreach (byte[] key in left) differences.Add($"not by the rules: {Say(key, rows[key])}");
        return differences.Count == 0 ? null : string.Join('\n', differences.Take(12));
    }

    /// <summary>The ledger's whole state against what its changes led to.</summary>
    public bool IsWhole(LedgerState state)
    {
        int count = 0;
        foreach (StateChange row in state.Rows())
        {
            count += 1;
            if (!rows.TryGetValue(row.Key.ToArray(), out byte[]? value)
                || !value.AsSpan().SequenceEqual(row.After!.Value.Span)) return false;
        }
        return count == rows.Count;
    }

    private static string Say(byte[] key, byte[] value) => $"{StateRow.Decode(key, value)}";

    private sealed class Same : IEqualityComparer<byte[]>
    {
        public static readonly Same Bytes = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
