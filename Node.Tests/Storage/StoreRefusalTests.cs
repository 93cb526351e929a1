using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>Each store that a node must not start on is refused with its kind.</summary>
public class StoreRefusalTests : StoreFixture
{
    [Test]
    public void A_missing_directory_and_an_empty_one_hold_no_chain()
    {
        AssertKind(() => Open(), StoreErrorKind.Missing);
        Directory.CreateDirectory(DbPath);
        AssertKind(() => Open(), StoreErrorKind.Missing);
    }

    [Test]
    public void A_directory_with_anything_in_it_is_never_made_a_chain()
    {
        Create().Dispose();
        AssertKind(() => Create(), StoreErrorKind.Exists);
        string other = Path.Combine(Folder, "other");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "notes.txt"), "keep me");
        AssertKind(() => Create(other), StoreErrorKind.Exists);
        Assert.That(File.ReadAllText(Path.Combine(other, "notes.txt")), Is.EqualTo("keep me"));
    }

    [Test]
    public void A_path_that_is_a_file_is_refused()
    {
        File.WriteAllText(DbPath, "a file");
        AssertKind(() => Create(), StoreErrorKind.Io);
        AssertKind(() => Open(), StoreErrorKind.Missing);
    }

    [Test]
    public void The_chain_of_another_genesis_is_refused()
    {
        Create().Dispose();
        AssertKind(() => ChainStore.Open(DbPath, Digest("chain", 2)), StoreErrorKind.WrongChain);
    }

    [Test]
    public void Another_layout_is_refused()
    {
        Create().Dispose();
        // The seal of schema 2, as its release would write it: CRC-32C over family, key length, key, payload.
        Tamper("meta", (db, meta) => Put(db, meta, "schema"u8, [0, 0, 0, 2, .. Seal(0, "schema"u8, [0, 0, 0, 2])]));
        AssertKind(() => Open(), StoreErrorKind.WrongSchema);
    }

    [Test]
    public void A_database_of_another_program_is_refused()
    {
        RocksDb.Open(new DbOptions(), DbPath, new ColumnFamilies { { "else", new ColumnFamilyOptions() } })
            .Dispose();
        AssertKind(() => Open(), StoreErrorKind.WrongSchema);
    }

    [Test]
    public void A_creation_that_was_cut_short_is_no_chain()
    {
        Create().Dispose();
        Tamper("meta", (db, meta) => Delete(db, meta, "schema"u8));
        AssertKind(() => Open(), StoreErrorKind.Missing);
    }

    [Test]
    public void A_store_in_use_is_locked_and_goes_on_working()
    {
        using ChainStore store = Create();
        AssertKind(() => Open(), StoreErrorKind.Locked);
        Grow(store, 1);
    }

    private static byte[] Seal(byte family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload)
    {
        byte[] length = BitConverter.GetBytes(key.Length);
        uint crc = uint.MaxValue;
        foreach (byte one in (byte[])[family, .. length, .. key, .. payload])
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        byte[] seal = BitConverter.GetBytes(~crc);
        Array.Reverse(seal);
        return seal;
    }
}
