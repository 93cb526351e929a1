using System.Buffers.Binary;
using Chain.Ledger.Prices;
using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using NUnit.Framework;

namespace Chain.Tests.Storage;

/// <summary>
/// A fresh folder for each test, and a small chain whose every byte follows from its height.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class StoreFixture
{
    public const int TransactionsPerBlock = 3;

    protected static readonly string[] FamilyNames =
    [
        "meta", "headers", "heights", "bodies", "transactions", "receipts", "state", "journal", "trades",
        "instrument_trades", "candles", "bundle_results", "leases", "events", "movements", "auctions",
    ];

    protected static BlockHeader Genesis { get; } = Header(0, Hash32.Zero, transactions: 0);

    protected string Folder { get; private set; } = "";

    protected string DbPath => Path.Combine(Folder, "chain");

    [SetUp]
    public void MakeFolder() => Folder = Directory.CreateTempSubdirectory("store-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Folder, recursive: true);

    protected ChainStore Create() => Create(DbPath);

    protected static ChainStore Create(string path) =>
        ChainStore.Create(path, Genesis, Digest("root", 0), [new StoredRow(Raw("s:genesis"), Raw("rich"))]);

    protected ChainStore Open() => ChainStore.Open(DbPath, Genesis.Chain);

    /// <summary>Commits so many blocks above the head, the bodies with them.</summary>
    protected static void Grow(ChainStore store, int blocks)
    {
        for (int i = 0; i < blocks; i++) store.Commit(Batch(Block(store.Head)));
    }

    protected static CommitBatch Batch(params BlockToStore[] blocks) => new(blocks, 0, []);

    protected static HeadMarker After(BlockToStore block) =>
        new(block.Header.Height, block.Header.Digest, block.StateRoot, 0);

    /// <summary>
    /// The child of a block, with transactions, receipts, trades and state that name its height.
    /// </summary>
    /// <param name="parent">The block below.</param>
    /// <param name="salt">Another salt gives a rival of the same height.</param>
    protected static BlockToStore Block(HeadMarker parent, int salt = 0)
    {
        ulong height = parent.Height.Value + 1;
        BlockHeader header = Header(height, parent.Digest, TransactionsPerBlock, salt);
        return new BlockToStore(
            header,
            Certify(header),
            [.. Range(i => TransactionId(height, i))],
            [.. Range(i => Bytes($"transaction {height}.{i}.{salt}"))],
            [.. Range(i => Bytes($"receipt {height}.{i}"))],
            [
                new StoredChange(Bytes("s:height"), Key(height)),
                new StoredChange(Bytes("s:twice"), Key(2 * height)),
                new StoredChange(Bytes($"t:{height:D4}"), Raw("new")),
                new StoredChange(Bytes($"t:{(long)height - 2:D4}"), null),
            ],
            new DerivedRows(
                [
                    new TradeRow(Bytes("cpu"), Bytes($"cpu trade {height}")),
                    new TradeRow(Bytes("cpu-large"), Bytes($"cpu-large trade {height}")),
                ],
                [new SeriesPrint(Bytes("cpu"), 2, 2 * height, 1)])
            {
                Bundles =
                [
                    new BundleResultRow(Owner(1), Bytes($"one {height}")),
                    new BundleResultRow(Owner(255), Bytes($"last {height}")),
                    new BundleResultRow(Owner(1), Bytes($"one more {height}")),
                ],
            },
            Digest("root", height));
    }

    /// <summary>An account of 32 equal bytes.</summary>
    protected static AccountId Owner(byte fill) => new(new Hash32([.. Enumerable.Repeat(fill, 32)]));

    protected static Certificate Certify(BlockHeader header) => new(
        VoteKind.Commit, header.Epoch, new View(header.Height.Value), header.Digest,
        VoterSet.Empty.With(0).With(1).With(3), [default, default, default]);

    protected static BlockBody BodyOf(BlockToStore block) =>
        new(block.Header.Height, block.Header.Digest, block.Body!);

    protected static Hash32 TransactionId(ulong height, int index) =>
        Digest("id", height * 1000 + (ulong)index);

    protected static Hash32 Digest(string what, ulong number) =>
        new(System.Security.Cryptography.SHA256.HashData(Bytes($"{what} {number}").Span));

    protected static ReadOnlyMemory<byte> Bytes(string text) => Raw(text);

    protected static byte[] Raw(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte>? bytes) =>
        System.Text.Encoding.UTF8.GetString(bytes!.Value.Span);

    protected static IEnumerable<string> Texts(IEnumerable<ReadOnlyMemory<byte>>? items) =>
        items!.Select(item => Text(item));

    protected static ulong NumberIn(byte[]? bytes) => BinaryPrimitives.ReadUInt64BigEndian(bytes);

    /// <summary>Changes rows behind the store's back.</summary>
    protected void Tamper(string family, Action<RocksDb, ColumnFamilyHandle> change)
    {
        var families = new ColumnFamilies();
        foreach (string name in FamilyNames) families.Add(name, new ColumnFamilyOptions());
        using RocksDb db = RocksDb.Open(new DbOptions { CreateIfMissing = false }, DbPath, families);
        change(db, db.GetColumnFamily(family));
    }

    protected static void Put(RocksDb db, ColumnFamilyHandle family, ReadOnlySpan<byte> key, byte[] value)
    {
        using var batch = new WriteBatch();
        batch.Put(family, key, value);
        db.Write(batch, WriteOptions.Synced);
    }

    protected static void Delete(RocksDb db, ColumnFamilyHandle family, ReadOnlySpan<byte> key)
    {
        using var batch = new WriteBatch();
        batch.Delete(family, key);
        db.Write(batch, WriteOptions.Synced);
    }

    /// <summary>A height, a sequence or a number of the state.</summary>
    protected static byte[] Key(ulong number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    protected static void AssertKind(Action action, StoreErrorKind kind)
    {
        StoreException? error = Assert.Throws<StoreException>(action);
        Assert.That(error!.Kind, Is.EqualTo(kind), error.Message);
        Assert.That(error.Message, Does.EndWith(error.Advice));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Range(Func<int, ReadOnlyMemory<byte>> make) =>
        Enumerable.Range(0, TransactionsPerBlock).Select(make);

    private static IEnumerable<Hash32> Range(Func<int, Hash32> make) =>
        Enumerable.Range(0, TransactionsPerBlock).Select(make);

    private static BlockHeader Header(ulong height, Hash32 parent, uint transactions, int salt = 0) => new()
    {
        Chain = Digest("chain", 1),
        Epoch = default,
        Height = new Height(height),
        Parent = parent,
        TimestampMs = 1000 * height + (ulong)salt,
        TransactionCount = transactions,
        TransactionsRoot = Digest("transactions", height),
        StateRoot = Digest("root", height == 0 ? 0 : height - 1),
        ReceiptsRoot = Digest("receipts", height),
        NextValidators = Hash32.Zero,
    };
}
