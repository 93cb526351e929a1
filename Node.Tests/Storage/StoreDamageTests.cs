using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>
/// Rotted, misplaced and lost data is noticed: at the start where it matters, else when it is read.
/// </summary>
public class StoreDamageTests : StoreFixture
{
    private const int Blocks = 6;

    [SetUp]
    public void MakeChain()
    {
        using ChainStore store = Create();
        store.AppendJournal([Bytes("a"), Bytes("b"), Bytes("c")], []);
        Grow(store, Blocks);
    }

    [TestCase("bodies", StoreErrorKind.Damaged)]
    [TestCase("transactions", StoreErrorKind.Damaged)]
    [TestCase("receipts", StoreErrorKind.Damaged)]
    [TestCase("state", StoreErrorKind.StateDamaged)]
    [TestCase("trades", StoreErrorKind.DerivedStale)]
    [TestCase("instrument_trades", StoreErrorKind.DerivedStale)]
    public void A_flipped_bit_in_any_family_is_noticed_on_read(string name, StoreErrorKind kind)
    {
        Tamper(name, (db, family) =>
        {
            using Iterator rows = db.NewIterator(family);
            // Every row but the head's body and receipts, which are checked at the start already.
            for (bool more = rows.SeekToFirst(); more; more = rows.Next())
                if (!rows.Key.StartsWith(Key(Blocks))) Put(db, family, rows.Key, Flipped(rows.Value));
        });
        using ChainStore store = Open();
        AssertKind(() =>
        {
            store.Reads.Body(new Height(2));
            store.Reads.Receipt(TransactionId(2, 1));
            store.Reads.State(Raw("s:height"));
            store.Reads.TradesBefore(Raw("cpu"), null, 10);
            store.Reads.TradesBefore(null, 10);
        }, kind);
    }

    [Test]
    public void A_flipped_bit_in_a_state_row_is_noticed_by_scans_and_loads()
    {
        Tamper("state", (db, state) => Put(db, state, Raw("s:twice"), Flipped(db.Get(state, Raw("s:twice"))!)));
        using ChainStore store = Open();
        AssertKind(() => store.Reads.ScanState(Raw("s:"), default, 10), StoreErrorKind.StateDamaged);
        AssertKind(() => Assert.That(store.Reads.AllState().Count(), Is.Zero), StoreErrorKind.StateDamaged);
        Assert.That(NumberIn(store.Reads.State(Raw("s:height"))), Is.EqualTo(Blocks));
    }

    [Test]
    public void A_sound_value_under_another_key_is_noticed()
    {
        Tamper("state", (db, state) => Put(db, state, Raw("s:height"), db.Get(state, Raw("s:twice"))!));
        using ChainStore store = Open();
        AssertKind(() => store.Reads.State(Raw("s:height")), StoreErrorKind.StateDamaged);
    }

    [Test]
    public void A_broken_derived_row_that_was_read_is_made_again_by_the_next_start()
    {
        Tamper("trades", (db, trades) =>
        {
            using Iterator rows = db.NewIterator(trades);
            rows.SeekToLast();
            Put(db, trades, rows.Key, Flipped(rows.Value));
        });
        // Nobody has met it yet.
        using (ChainStore store = Open())
        {
            AssertKind(() => store.Reads.TradesBefore(null, 1), StoreErrorKind.DerivedStale);
            store.AppendJournal([Bytes("goes on")], []);
            Grow(store, 1);
        }
        AssertKind(() => Open(), StoreErrorKind.DerivedStale);
    }

    [TestCase("meta", "head")]
    [TestCase("meta", "chain")]
    [TestCase("meta", "schema")]
    public void A_flipped_bit_in_the_identity_stops_the_start(string name, string key)
    {
        Tamper(name, (db, family) => Put(db, family, Raw(key), Flipped(db.Get(family, Raw(key))!)));
        AssertKind(() => Open(), StoreErrorKind.Damaged);
    }

    [TestCase("headers", 6UL)]
    [TestCase("headers", 3UL)]
    [TestCase("headers", 0UL)]
    [TestCase("receipts", 6UL)]
    public void A_lost_or_rotted_row_below_the_head_stops_the_start(string name, ulong height)
    {
        byte[] kept = [];
        Tamper(name, (db, family) =>
        {
            kept = db.Get(family, Key(height))!;
            Put(db, family, Key(height), Flipped(kept));
        });
        AssertKind(() => Open(), StoreErrorKind.Damaged);
        Tamper(name, (db, family) => Delete(db, family, Key(height)));
        AssertKind(() => Open(), StoreErrorKind.Damaged);
        Tamper(name, (db, family) => Put(db, family, Key(height), kept));
        Open().Dispose();
    }

    [TestCase("bodies")]
    [TestCase("heights")]
    [TestCase("headers")]
    [TestCase("receipts")]
    public void A_family_that_lost_its_rows_stops_the_start(string name)
    {
        Tamper(name, (db, family) =>
        {
            using Iterator rows = db.NewIterator(family);
            for (bool more = rows.SeekToFirst(); more; more = rows.Next()) Delete(db, family, rows.Key);
        });
        AssertKind(() => Open(), StoreErrorKind.Damaged);
    }

    [Test]
    public void A_head_marker_that_fell_behind_its_blocks_stops_the_start()
    {
        byte[] old = [];
        Tamper("meta", (db, meta) => old = db.Get(meta, Raw("head"))!);
        using (ChainStore store = Open()) Grow(store, 2);
        Tamper("meta", (db, meta) => Put(db, meta, Raw("head"), old));
        AssertKind(() => Open(), StoreErrorKind.Damaged);
    }

    [TestCase(1UL)]
    [TestCase(2UL)]
    public void A_hole_in_the_journal_is_named_so(ulong lost)
    {
        Tamper("journal", (db, journal) => Delete(db, journal, Key(lost)));
        AssertKind(() => Open(), StoreErrorKind.JournalDamaged);
    }

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void A_rotted_or_misplaced_journal_record_is_named_so(ulong at)
    {
        byte[] kept = [];
        Tamper("journal", (db, journal) =>
        {
            kept = db.Get(journal, Key(at))!;
            Put(db, journal, Key(at), Flipped(kept));
        });
        AssertKind(() => Open(), StoreErrorKind.JournalDamaged);
        Tamper("journal", (db, journal) =>
        {
            Put(db, journal, Key(at), kept);
            Put(db, journal, Key(4), kept);
        });
        AssertKind(() => Open(), StoreErrorKind.JournalDamaged);
    }

    [TestCase("*.sst")]
    [TestCase("MANIFEST-*")]
    [TestCase("CURRENT")]
    public void A_deleted_file_stops_the_start(string pattern)
    {
        FlushAll();
        string[] files = Directory.GetFiles(DbPath, pattern);
        Assert.That(files, Is.Not.Empty);
        foreach (string file in files) File.Delete(file);
        AssertKind(() => Open(), StoreErrorKind.Damaged);
    }

    [Test]
    public void A_deleted_log_stops_the_start()
    {
        foreach (string file in Directory.GetFiles(DbPath, "*.log")) File.Delete(file);
        AssertKind(() => Open(), StoreErrorKind.Damaged);
    }

    [Test]
    public void Rotted_table_files_are_noticed_wherever_the_bit_fell()
    {
        FlushAll();
        foreach (string file in Directory.GetFiles(DbPath, "*.sst"))
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 10] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
        StoreException? error = Assert.Throws<StoreException>(() =>
        {
            using ChainStore store = Open();
            store.Reads.AllState().Count();
        });
        Assert.That(error!.Kind, Is.AnyOf(
            StoreErrorKind.Damaged, StoreErrorKind.StateDamaged, StoreErrorKind.JournalDamaged),
            error.Message);
    }

    private static byte[] Flipped(ReadOnlySpan<byte> value)
    {
        byte[] bytes = value.ToArray();
        bytes[bytes.Length / 2] ^= 4;
        return bytes;
    }

    private void FlushAll()
    {
        foreach (string name in FamilyNames) Tamper(name, (db, family) => db.Flush(family));
    }
}
