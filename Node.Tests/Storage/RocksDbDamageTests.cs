using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>
/// What a bad disk or a power cut leaves behind: always a typed error, never a crash or silence.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RocksDbDamageTests : RocksDbFixture
{
    private const int Keys = 200;

    [Test]
    public void A_damaged_table_file_is_reported_and_never_read_as_data()
    {
        WriteKeys(flush: true);
        foreach (string table in Directory.GetFiles(DbPath, "*.sst")) Flip(table, fraction: 0.3);
        Assert.That(() =>
        {
            using RocksDb db = Open();
            for (int i = 0; i < Keys; i++) Assert.That(Get(db, "state", Key(i)), Is.EqualTo(Value(i)));
        }, Throws.TypeOf<RocksDbException>().With.Property("Kind").EqualTo(RocksDbErrorKind.Corruption));
    }

    [Test]
    public void An_iterator_over_a_damaged_block_throws_and_does_not_just_end()
    {
        WriteKeys(flush: true);
        foreach (string table in Directory.GetFiles(DbPath, "*.sst")) Flip(table, fraction: 0.3);
        Assert.That(() =>
        {
            using RocksDb db = Open();
            using Iterator it = db.NewIterator(db.GetColumnFamily("state"));
            for (bool more = it.SeekToFirst(); more;) more = it.Next();
        }, Throws.TypeOf<RocksDbException>().With.Property("Kind").EqualTo(RocksDbErrorKind.Corruption));
    }

    [Test]
    public void A_damaged_manifest_fails_the_opening()
    {
        WriteKeys(flush: true);
        Flip(Directory.GetFiles(DbPath, "MANIFEST-*").Single(), fraction: 0.5);
        AssertOpeningFails(RocksDbErrorKind.Corruption);
    }

    [TestCase("garbage\n")]
    [TestCase("")]
    [TestCase("MANIFEST-000001")]
    public void A_damaged_current_file_fails_the_opening(string content)
    {
        WriteKeys(flush: true);
        File.WriteAllText(Path.Combine(DbPath, "CURRENT"), content);
        AssertOpeningFails(RocksDbErrorKind.Corruption);
    }

    [Test]
    public void A_missing_table_file_fails_the_opening()
    {
        WriteKeys(flush: true);
        foreach (string table in Directory.GetFiles(DbPath, "*.sst")) File.Delete(table);
        AssertOpeningFails(RocksDbErrorKind.Corruption, RocksDbErrorKind.IOError);
    }

    [Test]
    public void A_log_torn_anywhere_in_its_last_record_loses_that_record_only([Values(1, 7, 20, 40)] int cut)
    {
        WriteKeys(flush: false);
        using (FileStream log = File.OpenWrite(Log())) log.SetLength(log.Length - cut);
        using RocksDb db = Open();
        Assert.That(Get(db, "state", Key(Keys - 1)), Is.Null);
        for (int i = 0; i < Keys - 1; i++) Assert.That(Get(db, "state", Key(i)), Is.EqualTo(Value(i)));
    }

    [Test]
    public void A_log_damaged_in_its_middle_fails_the_opening_and_loses_nothing_silently()
    {
        WriteKeys(flush: false);
        Flip(Log(), fraction: 0.5);
        AssertOpeningFails(RocksDbErrorKind.Corruption);
    }

    /// <summary>A limit of RocksDB that its users must know: see WalRecoveryMode.</summary>
    [Test]
    public void A_length_that_points_past_the_logs_end_passes_for_a_torn_tail_unless_none_is_tolerated()
    {
        const int HighByteOfFirstLength = 5; // a record: checksum (4), length (2, little-endian), type (1)
        using (RocksDb db = Open())
            for (int i = 0; i < 20; i++) Put(db, "state", Key(i), Value(i));
        byte[] bytes = File.ReadAllBytes(Log());
        bytes[HighByteOfFirstLength] ^= 0x80;
        File.WriteAllBytes(Log(), bytes);
        DbOptions strict = new() { WalRecoveryMode = WalRecoveryMode.AbsoluteConsistency };
        Assert.That(() => Open(strict), Throws.TypeOf<RocksDbException>()
            .With.Property("Kind").EqualTo(RocksDbErrorKind.Corruption));
        using RocksDb tolerant = Open();
        Assert.That(Get(tolerant, "state", Key(0)), Is.Null);
        Assert.That(Get(tolerant, "state", Key(19)), Is.Null);
    }

    [Test]
    public void Salvage_is_a_choice_that_the_owner_makes()
    {
        WriteKeys(flush: false);
        Flip(Log(), fraction: 0.5);
        using RocksDb db = Open(new DbOptions { WalRecoveryMode = WalRecoveryMode.PointInTime });
        int kept = Enumerable.Range(0, Keys).TakeWhile(i => Get(db, "state", Key(i)) is not null).Count();
        Assert.That(kept, Is.GreaterThan(Keys / 4).And.LessThan(Keys * 3 / 4));
        for (int i = kept; i < Keys; i++) Assert.That(Get(db, "state", Key(i)), Is.Null);
    }

    /// <summary>One synced batch for each key. Unflushed, they are in the log only.</summary>
    private void WriteKeys(bool flush)
    {
        using RocksDb db = Open();
        for (int i = 0; i < Keys; i++) Put(db, "state", Key(i), Value(i));
        if (flush) db.Flush(db.GetColumnFamily("state"));
    }

    private static string Key(int i) => $"key {i:D6}";

    // Incompressible, so that the tables have several blocks.
    private static string Value(int i)
        => Convert.ToHexString(System.Security.Cryptography.SHA512.HashData(BitConverter.GetBytes(i)));

    private string Log()
        => Directory.GetFiles(DbPath, "*.log").OrderByDescending(log => new FileInfo(log).Length).First();

    private static void Flip(string file, double fraction)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(bytes.Length * fraction)] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }

    private void AssertOpeningFails(params RocksDbErrorKind[] kinds)
    {
        RocksDbException? error = Assert.Throws<RocksDbException>(() => Open().Dispose());
        Assert.That(kinds, Does.Contain(error!.Kind), error.Message);
    }
}
