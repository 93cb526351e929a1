namespace Chain.Tests.Plants;

/// <summary>Bugs in driver, journal, store and sync.</summary>
internal static class StoragePlants
{
    private const string Store = "Ledger/Storage/ChainStore.cs";
    private const string Driver = "Node/Ordering/ConsensusDriver.cs";
    private const string Sync = "Node/Blocks/ChainSync.cs";

    public static IReadOnlyList<Plant> All { get; } =
    [
        new(30, "the journal is not synced", "before it is durable|is not durable|before the block is durable",
            new Edit(Store, "            batch.WriteSynced();\n            foreach (BlockBody body in fresh)",
                "            if (PLANTED) batch.WriteBuffered(); else batch.WriteSynced();\n            foreach (BlockBody body in fresh)")),
        new(31, "messages leave before the journal is written", "before it is durable|is not durable|before the block",
            new Edit(Driver, "        if (records.Count > 0) journal.Append(records);\n",
                "        if (PLANTED) foreach (Effect early in departures) Depart(early);\n        if (records.Count > 0) journal.Append(records);\n")),
        new(32, "a failed write is taken for done", "before it is durable|is not durable|before the block|lost committed|threw|swallowed",
            new Edit("Ledger/Storage/StoreDatabase.cs", "            failure = StoreErrors.OnWrite(error);\n            throw failure;",
                "            if (PLANTED) return;\n            failure = StoreErrors.OnWrite(error);\n            throw failure;")),
        new(33, "rows are not checked", "another state|threw|differs|swallowed|not on its chain|refuses|found invalid|alarm|lost|stops itself",
            new Edit("Ledger/Storage/StoredValue.cs", "        if (Checksum(family, key, inside) !=",
                "        if (!PLANTED && Checksum(family, key, inside) !="),
            new Edit("Node/Hosting/StoredState.cs", "if (state.Root != head.StateRoot)", "if (!PLANTED && state.Root != head.StateRoot)"))
            { Scene = "rot" },
        new(34, "a commit deletes the bodies of its own block", "without its bodies",
            new Edit("Ledger/Storage/CommitWriter.cs", "if (stored.Remove(block.Header.Digest)) continue;",
                "if (PLANTED ? stored.Contains(block.Header.Digest) : stored.Remove(block.Header.Digest)) continue;")),
        new(35, "compaction drops what was written since the commit", "two |after |alarm|is not durable|before",
            new Edit("Node/Ordering/Journal.cs", "held.Sequence > mark\n        || !held.Record", "(!PLANTED && held.Sequence > mark)\n        || (PLANTED && held.Record is Chain.Consensus.JournalRecord.OwnVote) == false && !held.Record"))
            { Scene = "crashes" },
        new(36, "compaction drops votes above the committed view", "two |after |alarm|before",
            new Edit("Consensus/JournalRecord.cs", "OwnVote own => own.Vote.View <= committed,", "OwnVote own => PLANTED || own.Vote.View <= committed,"))
            { Scene = "crashes" },
        new(37, "compaction drops the permission to vote", "alarm|NO PROGRESS|does not vote",
            new Edit("Consensus/JournalRecord.cs", "VotingMark => false,", "VotingMark => PLANTED,")),
        new(38, "a sync takes certificates of other blocks", "certificate of something else|swallowed|threw",
            new Edit(Sync, "&& certificate.Digest == header.Digest && votes.Verify(certificate)", "&& (PLANTED || certificate.Digest == header.Digest) && votes.Verify(certificate)"),
            new Edit("Consensus/Finality.cs", "|| above[^1].Digest != certificate.Digest) return false;", "|| (!PLANTED && above[^1].Digest != certificate.Digest)) return false;"))
            { Scene = "sync" },
        new(40, "a sync takes other transactions than the header names", "another state|differs|swallowed|threw",
            new Edit("Node/Blocks/BlockReader.cs", "if (MerkleRoot.Of(ids) != header.TransactionsRoot) return null;", "if (!PLANTED && MerkleRoot.Of(ids) != header.TransactionsRoot) return null;"))
            { Scene = "sync" },
        new(41, "the head is written before its time", "lost committed|stands at|threw|swallowed|stops itself",
            new Edit(Store, "            MetaTable.PutHead(batch, marker);\n            batch.WriteBuffered();",
                "            MetaTable.PutHead(batch, PLANTED ? head : marker);\n            batch.WriteBuffered();")),
        new(42, "receipts of the head are forgotten at a start", "refuses an honest|differs|threw",
            new Edit("Node/Hosting/OpenedChain.cs", "        return TransactionReceipt.RootOf(receipts);", "        return PLANTED ? default : TransactionReceipt.RootOf(receipts);")),
        new(43, "what was executed is forgotten at a start", "executed twice|refuses|found invalid|differs|another state|swallowed|threw",
            new Edit("Node/Hosting/StoredState.cs", "header.Height.Value > 0;)", "header.Height.Value > 0 && !PLANTED;)")),
        new(44, "bodies of journaled blocks are forgotten at a start", "threw|swallowed|NO PROGRESS",
            new Edit("Node/Hosting/OpenedChain.cs", "            Bodies.Hold(new FullBlock(block.Outline, [.. StoredState.Parse(body)]));", "            if (!PLANTED) Bodies.Hold(new FullBlock(block.Outline, [.. StoredState.Parse(body)]));")),
        new(45, "the executor's commits run before the journal's", "before it is durable|is not durable|alarm|threw|swallowed|entered last|two |after ",
            new Edit(Driver, "                    records.Add(new JournalRecord.Entered(entry));", "                    if (!PLANTED) records.Add(new JournalRecord.Entered(entry));"),
            new Edit(Driver, "                records.Add(persist.Record);", "                if (!PLANTED || persist.Record is not JournalRecord.Entered) records.Add(persist.Record);")),
    ];
}
