using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>The C API of RocksDB (rocksdb/c.h of 7.8): options and the caches they share.</summary>
internal static partial class RocksOptionsNative
{
    private const string Library = NativeLibraries.RocksDb;

    static RocksOptionsNative() => NativeLibraries.Register();

    [LibraryImport(Library, EntryPoint = "rocksdb_options_create")]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "rocksdb_options_destroy")]
    public static partial void Destroy(nint options);

    // Of the database

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_create_if_missing")]
    public static partial void SetCreateIfMissing(nint options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_create_missing_column_families")]
    public static partial void SetCreateMissingColumnFamilies(nint options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_error_if_exists")]
    public static partial void SetErrorIfExists(nint options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_paranoid_checks")]
    public static partial void SetParanoidChecks(nint options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_wal_recovery_mode")]
    public static partial void SetWalRecoveryMode(nint options, int mode);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_manual_wal_flush")]
    public static partial void SetManualWalFlush(nint options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_total_wal_size")]
    public static partial void SetMaxTotalWalSize(nint options, ulong bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_db_write_buffer_size")]
    public static partial void SetDbWriteBufferSize(nint options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_background_jobs")]
    public static partial void SetMaxBackgroundJobs(nint options, int jobs);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_open_files")]
    public static partial void SetMaxOpenFiles(nint options, int files);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_log_file_size")]
    public static partial void SetMaxLogFileSize(nint options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_keep_log_file_num")]
    public static partial void SetKeepLogFileNum(nint options, nuint files);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_info_log_level")]
    public static partial void SetInfoLogLevel(nint options, int level);

    // Of a column family

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_compression")]
    public static partial void SetCompression(nint options, int compression);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_write_buffer_size")]
    public static partial void SetWriteBufferSize(nint options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_write_buffer_number")]
    public static partial void SetMaxWriteBufferNumber(nint options, int buffers);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_level_compaction_dynamic_level_bytes")]
    public static partial void SetDynamicLevelBytes(nint options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_block_based_table_factory")]
    public static partial void SetBlockBasedTableFactory(nint options, nint table);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_create")]
    public static partial nint TableCreate();

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_destroy")]
    public static partial void TableDestroy(nint table);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_block_size")]
    public static partial void TableSetBlockSize(nint table, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_block_cache")]
    public static partial void TableSetBlockCache(nint table, NativeHandle cache);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_no_block_cache")]
    public static partial void TableSetNoBlockCache(nint table, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_cache_index_and_filter_blocks")]
    public static partial void TableSetCacheIndexAndFilterBlocks(nint table, byte on);

    /// <summary>Takes ownership of the policy.</summary>
    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_filter_policy")]
    public static partial void TableSetFilterPolicy(nint table, nint policy);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_memtable_prefix_bloom_size_ratio")]
    public static partial void SetMemtableBloomRatio(nint options, double ratio);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_memtable_whole_key_filtering")]
    public static partial void SetMemtableWholeKeyFiltering(nint options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_filterpolicy_create_bloom_full")]
    public static partial nint BloomCreate(double bitsPerKey);

    [LibraryImport(Library, EntryPoint = "rocksdb_cache_create_lru")]
    public static partial nint CacheCreate(nuint capacity);

    [LibraryImport(Library, EntryPoint = "rocksdb_cache_destroy")]
    public static partial void CacheDestroy(nint cache);

    [LibraryImport(Library, EntryPoint = "rocksdb_cache_get_usage")]
    public static partial nuint CacheUsage(NativeHandle cache);

    // Of one read, write or flush

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_create")]
    public static partial nint ReadCreate();

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_destroy")]
    public static partial void ReadDestroy(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_snapshot")]
    public static partial void ReadSetSnapshot(NativeHandle options, NativeHandle snapshot);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_fill_cache")]
    public static partial void ReadSetFillCache(NativeHandle options, byte on);

    /// <summary>Keeps the pointer, copies nothing.</summary>
    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_iterate_upper_bound")]
    public static partial void ReadSetUpperBound(NativeHandle options, nint key, nuint length);

    /// <summary>Keeps the pointer, copies nothing.</summary>
    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_iterate_lower_bound")]
    public static partial void ReadSetLowerBound(NativeHandle options, nint key, nuint length);

    [LibraryImport(Library, EntryPoint = "rocksdb_writeoptions_create")]
    public static partial nint WriteCreate();

    [LibraryImport(Library, EntryPoint = "rocksdb_writeoptions_destroy")]
    public static partial void WriteDestroy(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_writeoptions_set_sync")]
    public static partial void WriteSetSync(NativeHandle options, byte on);

    [LibraryImport(Library, EntryPoint = "rocksdb_flushoptions_create")]
    public static partial nint FlushCreate();

    [LibraryImport(Library, EntryPoint = "rocksdb_flushoptions_destroy")]
    public static partial void FlushDestroy(nint options);
}
