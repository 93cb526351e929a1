namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// Compression of blocks on disk (rocksdb::CompressionType; same numbers), those Debian's library has.
/// </summary>
public enum Compression
{
    None = 0,
    Snappy = 1,
    Lz4 = 4,
    Zstd = 7,
}

/// <summary>Settings of one column family: plain data, read once while it opens. Sizes in bytes.</summary>
public sealed record ColumnFamilyOptions
{
    public Compression Compression { get; init; } = Compression.Lz4;

    /// <summary>
    /// Bits of bloom filter for each key; 10 make about 1 % false positives, 0 means no filter.
    /// </summary>
    public int BloomBitsPerKey { get; init; }

    /// <summary>
    /// Share of a memtable's size given to a bloom filter over its keys, at most 0.25; 0 means no filter.
    /// </summary>
    public double MemtableBloomRatio { get; init; }

    public int BlockSize { get; init; } = 4096;

    /// <summary>Shared by the families it is given to; null means that blocks are not cached.</summary>
    public Cache? BlockCache { get; init; }

    /// <summary>Index and filter blocks count against the cache, so that memory stays bounded.</summary>
    public bool CacheIndexAndFilterBlocks { get; init; } = true;

    public long WriteBufferSize { get; init; } = 32L << 20;
    public int MaxWriteBufferNumber { get; init; } = 3;

    /// <summary>The native counterpart; the caller frees it after opening, which copies it.</summary>
    internal NativeHandle ToNative()
    {
        nint options = RocksOptionsNative.Create();
        NativeHandle handle = new(options, RocksOptionsNative.Destroy);
        RocksOptionsNative.SetCompression(options, (int)Compression);
        RocksOptionsNative.SetWriteBufferSize(options, (nuint)WriteBufferSize);
        RocksOptionsNative.SetMaxWriteBufferNumber(options, MaxWriteBufferNumber);
        RocksOptionsNative.SetDynamicLevelBytes(options, DbOptions.Flag(true));
        if (MemtableBloomRatio > 0)
        {
            RocksOptionsNative.SetMemtableBloomRatio(options, MemtableBloomRatio);
            RocksOptionsNative.SetMemtableWholeKeyFiltering(options, DbOptions.Flag(true));
        }
        nint table = RocksOptionsNative.TableCreate();
        RocksOptionsNative.TableSetBlockSize(table, (nuint)BlockSize);
        if (BlockCache is null)
        {
            RocksOptionsNative.TableSetNoBlockCache(table, DbOptions.Flag(true));
        }
        else
        {
            RocksOptionsNative.TableSetBlockCache(table, BlockCache.Handle);
            byte cacheIndex = DbOptions.Flag(CacheIndexAndFilterBlocks);
            RocksOptionsNative.TableSetCacheIndexAndFilterBlocks(table, cacheIndex);
        }
        if (BloomBitsPerKey > 0)
            RocksOptionsNative.TableSetFilterPolicy(table, RocksOptionsNative.BloomCreate(BloomBitsPerKey));
        RocksOptionsNative.SetBlockBasedTableFactory(options, table);
        RocksOptionsNative.TableDestroy(table);
        return handle;
    }
}
