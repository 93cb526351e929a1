using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using Chain.Node.Hosting;
using Chain.Tests.Ledger;
using Chain.Tests.Storage;
using NUnit.Framework;

namespace Chain.Tests.Prices;

/// <summary>Derived data made again is the same, byte for byte; a node never starts on half of it.</summary>
public class DataRebuildTests : StoreFixture
{
    private const ulong Day = 86_400_000;

    private static readonly string[] Derived =
        ["trades", "instrument_trades", "candles", "bundle_results", "leases", "events", "movements",
        "auctions"];

    [Test]
    public void Rebuilt_rows_equal_the_original_ones([Values(0, 1, 2, 3, 4, 6)] int seed)
    {
        GenesisState genesis = MakeHistory(seed, blocks: 100);
        Dictionary<string, string> before = Dump();
        Assert.That(before.Keys.Count(key => key.StartsWith("candles", StringComparison.Ordinal)),
            Is.GreaterThan(5));
        DataRebuild.Report report = DataRebuild.Run(genesis, DbPath);
        Assert.That(Dump(), Is.EqualTo(before));
        Assert.That(report.Height, Is.EqualTo(101));
        Assert.That(report.Trades, Is.EqualTo(
            before.Keys.Count(key => key.StartsWith("trades", StringComparison.Ordinal))));
        using ChainStore store = ChainStore.Open(DbPath, genesis.ChainHash);
        Assert.That(store.Head.StateRoot, Is.EqualTo(report.StateRoot));
    }

    [Test]
    public void What_is_too_old_is_not_made_again()
    {
        GenesisState genesis = MakeHistory(seed: 1, blocks: 30, then: history =>
        {
            history.Rest(Market.Start + 10 * Day);
            history.Rest(Market.Start + 40 * Day);
        });
        Dictionary<string, string> before = Dump();
        Assert.That(before.Keys, Has.None.StartsWith("candles 01"));
        Assert.That(before.Keys, Has.Some.StartsWith("candles 02"));
        DataRebuild.Run(genesis, DbPath);
        Assert.That(Dump(), Is.EqualTo(before));
    }

    [Test]
    public void Damaged_derived_rows_are_mended()
    {
        GenesisState genesis = MakeHistory(seed: 2, blocks: 30);
        Dictionary<string, string> before = Dump();
        foreach (string name in Derived)
            Tamper(name, (db, family) =>
            {
                using Iterator rows = db.NewIterator(family);
                rows.SeekToFirst();
                Put(db, family, rows.Key, [1, 2, 3, 4, 5]);
                Put(db, family, [0, 0, 1], [6]);
            });
        DataRebuild.Run(genesis, DbPath);
        Assert.That(Dump(), Is.EqualTo(before));
    }

    [Test]
    public void An_interrupted_rebuild_stops_the_next_start_and_may_be_run_again()
    {
        GenesisState genesis = MakeHistory(seed: 3, blocks: 100);
        Dictionary<string, string> before = Dump();
        Assert.That(() => DataRebuild.Run(genesis, DbPath, progress: (height, _) =>
        {
            if (height.Value == 80) throw new OperationCanceledException();
        }), Throws.TypeOf<OperationCanceledException>());
        AssertKind(() => ChainStore.Open(DbPath, genesis.ChainHash), StoreErrorKind.DerivedStale);
        DataRebuild.Run(genesis, DbPath);
        Assert.That(Dump(), Is.EqualTo(before));
    }

    [Test]
    public void Derived_data_of_another_version_stops_the_start_and_says_what_to_do()
    {
        GenesisState genesis = MakeHistory(seed: 4, blocks: 5);
        byte[] key = Raw("derived");
        Tamper("meta", (db, family) =>
        {
            byte[] sealedVersion = [0, 0, 0, 99, 0, 0, 0, 0];
            StoredValue.Seal(Family.Meta, key, sealedVersion);
            Put(db, family, key, sealedVersion);
        });
        StoreException error =
            Assert.Throws<StoreException>(() => ChainStore.Open(DbPath, genesis.ChainHash))!;
        Assert.That(error.Kind, Is.EqualTo(StoreErrorKind.DerivedStale));
        Assert.That(error.Message, Does.Contain("99").And.Contain("chain data rebuild"));
        DataRebuild.Run(genesis, DbPath);
        using ChainStore store = ChainStore.Open(DbPath, genesis.ChainHash);
    }

    [Test]
    public void Another_genesis_a_running_node_and_blocks_that_execute_otherwise_are_refused()
    {
        GenesisState genesis = MakeHistory(seed: 5, blocks: 10);
        using (ChainStore running = ChainStore.Open(DbPath, genesis.ChainHash))
            AssertKind(() => DataRebuild.Run(genesis, DbPath), StoreErrorKind.Locked);
        AssertKind(() => DataRebuild.Run(genesis with { ChainHash = Digest("other", 1) }, DbPath),
            StoreErrorKind.WrongChain);
        AssertKind(() => DataRebuild.Run(genesis with { Products = [] }, DbPath), StoreErrorKind.Damaged);
        AssertKind(() => ChainStore.Open(DbPath, genesis.ChainHash), StoreErrorKind.DerivedStale);
    }

    private GenesisState MakeHistory(int seed, int blocks, Action<StoredHistory>? then = null)
    {
        using var history = new StoredHistory(DbPath, seed);
        history.Grow(blocks);
        then?.Invoke(history);
        return history.Genesis;
    }

    /// <summary>Every derived row, sealed as it lies there.</summary>
    private Dictionary<string, string> Dump()
    {
        var rows = new Dictionary<string, string>();
        foreach (string name in Derived)
            Tamper(name, (db, family) =>
            {
                using Iterator at = db.NewIterator(family);
                for (bool more = at.SeekToFirst(); more; more = at.Next())
                    rows.Add(
                        $"{name} {Convert.ToHexStringLower(at.Key)}", Convert.ToHexStringLower(at.Value));
            });
        return rows;
    }
}
