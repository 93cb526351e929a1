using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>
/// RocksDB tuned for a small validator: some 45 MB of memory (16 of cache, which holds index and filter
/// blocks too, 16 of memtables, the rest files and buffers), whatever the length of the chain.
/// </summary>
internal static class StoreOptions
{
    public const long CacheBytes = 16L << 20;

    private const long MemtableBytes = 16L << 20;

    public static DbOptions Database(bool create) => new()
    {
        CreateIfMissing = create,
        CreateMissingColumnFamilies = create,
        ErrorIfExists = create,
        ParanoidChecks = true,
        // The default drops everything after damage without a word.
        WalRecoveryMode = WalRecoveryMode.TolerateCorruptedTailRecords,
        DbWriteBufferSize = MemtableBytes,
        MaxTotalWalSize = 64L << 20,
        MaxOpenFiles = 256,
        MaxLogFileSize = 4L << 20,
    };

    /// <param name="cache">Shared by all.</param>
    /// <param name="without">Names of families that are not there.</param>
    public static ColumnFamilies Families(Cache cache, IReadOnlyCollection<string>? without = null)
    {
        var small = new ColumnFamilyOptions
        {
            BlockCache = cache,
            // Rows with random keys are inserted a quarter faster than into 16 MB, where each insert misses
            // the CPU's caches; flushing more often costs no more in all.
            WriteBufferSize = 4L << 20,
            MaxWriteBufferNumber = 2,
            Compression = Compression.None,
        };
        var families = new ColumnFamilies(small);
        foreach (Family family in Enum.GetValues<Family>())
        {
            string name = FamilyNames.All[(int)family];
            if (without?.Contains(name) != true) families.Add(name, Tune(family, small));
        }
        return families;
    }

    private static ColumnFamilyOptions Tune(Family family, ColumnFamilyOptions small) => family switch
    {
        Family.Meta or Family.Headers or Family.Journal => small,
        Family.Heights => small with { BloomBitsPerKey = 10 },
        // Ids are random bytes: nothing to compress, and most look-ups of a client's new id find nothing.
        Family.Transactions => small with
        {
            BloomBitsPerKey = 10,
            MemtableBloomRatio = 0.05,
            WriteBufferSize = 8L << 20,
        },
        Family.State => small with
        {
            BloomBitsPerKey = 10,
            Compression = Compression.Lz4,
        },
        Family.Bodies or Family.Receipts => small with
        {
            Compression = Compression.Lz4,
            BlockSize = 16 * 1024,
            WriteBufferSize = 16L << 20,
        },
        Family.Trades or Family.InstrumentTrades or Family.Candles or Family.BundleResults or Family.Leases
            or Family.Events or Family.Movements =>
            small with { Compression = Compression.Lz4 },
        // Rows of many kilobytes: larger blocks compress better, and one is read at a time.
        Family.Auctions => small with { Compression = Compression.Lz4, BlockSize = 16 * 1024 },
        _ => throw new BrokenInvariantException($"unknown family {family}"),
    };
}
