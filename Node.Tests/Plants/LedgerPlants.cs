namespace Chain.Tests.Plants;

/// <summary>Bugs in executor, ledger and pool.</summary>
internal static class LedgerPlants
{
    private const string Executor = "Node/Execution/Executor.cs";

    public static IReadOnlyList<Plant> All { get; } =
    [
        new(60, "a block may name any state of its parent", "names another state|differs|threw",
            new Edit(Executor, "if (header.StateRoot != parent.StateRoot) return", "if (!PLANTED && header.StateRoot != parent.StateRoot) return")),
        new(61, "a block may name any receipts of its parent", "differs|threw",
            new Edit(Executor, "if (header.ReceiptsRoot != parent.ReceiptsRoot)\n", "if (!PLANTED && header.ReceiptsRoot != parent.ReceiptsRoot)\n")),
        new(62, "a block may repeat what was executed", "executed twice|threw",
            new Edit("Ledger/BlockRules.cs", "return parent.Recent.Contains(transaction.Id) ? BlockProblem.AlreadyExecuted : null;",
                "return !PLANTED && parent.Recent.Contains(transaction.Id) ? BlockProblem.AlreadyExecuted : null;"),
            new Edit("Ledger/RecentTransactions.cs", "            Require.That(!Contains(block.Ids[i]));", "            Require.That(PLANTED || !Contains(block.Ids[i]));")),
        new(63, "a block that lost is not undone", "threw|another state|refuses an honest",
            new Edit("Ledger/LedgerState.cs", "        Tables.Undo(outcome.Reversal);", "        if (!PLANTED) Tables.Undo(outcome.Reversal);")),
        new(64, "undoing keeps the ids of the block", "refuses an honest|NO PROGRESS|threw|alarm",
            new Edit("Ledger/LedgerState.cs", "        Recent.UndoNewest();", "        if (!PLANTED) Recent.UndoNewest();")),
        new(65, "a transfer needs no money", "instead of|not conserved|threw",
            new Edit("Ledger/Operations/MoneyOperations.cs", "            return ReceiptStatus.InsufficientBalance;\n        tables.Balances.Credit(to, asset, transfer.Amount,",
                "            return PLANTED ? ReceiptStatus.Ok : ReceiptStatus.InsufficientBalance;\n        tables.Balances.Credit(to, asset, transfer.Amount,")),
        new(66, "a transfer creates money", "not conserved|instead of|threw",
            new Edit("Ledger/Operations/MoneyOperations.cs", "        tables.Balances.Credit(to, asset, transfer.Amount,\n            new Cause(MovementReason.Transfer, tables.Accounts.KeyOf(account).Bytes));",
                "        tables.Balances.Credit(to, asset, transfer.Amount + (PLANTED ? 1UL : 0),\n            new Cause(MovementReason.Transfer, tables.Accounts.KeyOf(account).Bytes));")),
        new(67, "gossip is not checked for signatures", "did not sign",
            new Edit("Node/Pool/TransactionIntake.cs", "            if (valid[i]) Add(fresh[i], out _);", "            if (PLANTED || valid[i]) Add(fresh[i], out _);")),
        new(68, "a client's signature is not checked", "did not sign|NO PROGRESS",
            new Edit("Node/Pool/TransactionIntake.cs", "        if (!(await check)[0])", "        if (!PLANTED && !(await check)[0])")),
        new(69, "what has committed stays in the pool", "waits still",
            new Edit("Node/Pool/Mempool.cs", "                RemoveOne(id);\n                committed.Add(id);", "                if (!PLANTED) RemoveOne(id);\n                committed.Add(id);")),
        new(70, "what has expired stays in the pool", "past its time",
            new Edit("Node/Pool/Mempool.cs", "            foreach (Hash32 id in expired) RemoveOne(id);", "            if (!PLANTED) foreach (Hash32 id in expired) RemoveOne(id);")),
        new(71, "a late gossip comes in after its block", "waits still|executed twice",
            new Edit("Node/Pool/TransactionIntake.cs", "if (added && FirstReceipt(transaction.Id) is { } first)", "if (!PLANTED && added && FirstReceipt(transaction.Id) is { } first)"),
            new Edit("Node/Pool/Mempool.cs", "return byId.ContainsKey(id) || committed.Contains(id);", "return byId.ContainsKey(id) || (!PLANTED && committed.Contains(id));")),
        new(72, "a client that sends again is executed again", "executed twice|waits still|refuses an honest",
            new Edit("Node/Pool/TransactionIntake.cs", "if (FirstReceipt(id) is { } first) return new IntakeAnswer(id, Committed: first);",
                "if (!PLANTED && FirstReceipt(id) is { } first) return new IntakeAnswer(id, Committed: first);"),
            new Edit("Node/Execution/BlockBuilder.cs", "if (state.Recent.Contains(transaction.Id)) return Pick.Skip;", "if (!PLANTED && state.Recent.Contains(transaction.Id)) return Pick.Skip;")),
        new(73, "bodies that were prepared are forgotten", "threw|swallowed|NO PROGRESS",
            new Edit("Node/Blocks/BodyCache.cs", "known.Held |= held;\n                return;", "known.Held |= held;\n                if (PLANTED && held) blocks.Remove(block.Digest);\n                return;")),
    ];
}
