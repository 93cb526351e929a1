using Chain.Consensus;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Configuration;

namespace Chain.Node.Hosting;

/// <summary>
/// <c>chain node init</c>: makes the chain's folder at its genesis. It is the only maker of a voting journal;
/// for a validator that lost its own (<c>rejoin</c>), it leaves out the mark that lets a replica vote from
/// the start.
/// </summary>
public static class NodeInit
{
    /// <exception cref="ConfigurationException">The consortium file cannot be used.</exception>
    /// <exception cref="GenesisException">The genesis breaks a rule of the ledger.</exception>
    /// <exception cref="StoreException">The folder is taken, full or out of order.</exception>
    public static void Run(NodeSettings settings)
    {
        ConsortiumFile file = ConsortiumFile.Load(settings.Consortium);
        LedgerState state = LedgerState.FromGenesis(GenesisBuilder.State(file.Genesis));
        StoredRow[] rows =
            [.. state.Rows().Select(row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray()))];
        BlockHeader genesis = GenesisBuilder.Header(file.Genesis);
        using ChainStore store = ChainStore.Create(settings.Data, genesis, state.Root, rows);
        if (settings.Rejoin) return;
        var mark = new JournalRecord.VotingMark(GenesisBuilder.FirstEpoch, new View(0));
        store.AppendJournal([JournalCodec.Encode(mark)], []);
    }
}
