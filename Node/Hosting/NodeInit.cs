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
        (Hash32 root, StoredRow[] rows) = First(file.Genesis);
        using ChainStore store = ChainStore.Create(
            settings.Data, GenesisBuilder.Header(file.Genesis), root, rows);
        if (settings.Rejoin) return;
        MayVote(store);
    }

    /// <summary>The state before the first block.</summary>
    internal static (Hash32 Root, StoredRow[] Rows) First(GenesisSection genesis)
    {
        LedgerState state = LedgerState.FromGenesis(GenesisBuilder.State(genesis));
        return (state.Root,
            [.. state.Rows().Select(row => new StoredRow(row.Key.ToArray(), row.After!.Value.ToArray()))]);
    }

    /// <summary>The first record of a journal that a replica may vote from.</summary>
    internal static void MayVote(ChainStore store)
    {
        var mark = new JournalRecord.VotingMark(GenesisBuilder.FirstEpoch, new View(0));
        store.AppendJournal([JournalCodec.Encode(mark)], []);
    }
}
