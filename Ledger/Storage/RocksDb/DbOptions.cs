namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// What recovery does with a damaged write-ahead log (rocksdb::WALRecoveryMode; same numbers).
/// </summary>
public enum WalRecoveryMode
{
    /// <summary>
    /// An incomplete last record, as a crash leaves it, is dropped; other damage fails the opening, but for
    /// one kind: in the log's last 32 KiB, a record whose damaged length points past the end looks like a
    /// torn tail, and what follows it is dropped too. Owners check that nothing acknowledged is missing.
    /// </summary>
    TolerateCorruptedTailRecords = 0,
    /// <summary>Any damage fails the opening.</summary>
    AbsoluteConsistency = 1,
    /// <summary>Recovery silently ends before the first damage.</summary>
    PointInTime = 2,
    /// <summary>Damaged records are left out: salvage only.</summary>
    SkipAnyCorruptedRecords = 3,
}

/// <summary>Settings of a whole database: plain data, read once while it opens. Sizes in bytes.</summary>
public sealed record DbOptions
{
    public bool CreateIfMissing { get; init; } = true;
    public bool CreateMissingColumnFamilies { get; init; } = true;
    public bool ErrorIfExists { get; init; }

    /// <summary>
    /// Checks every file that recovery and compaction touch, and refuses writes after a background error.
    /// </summary>
    public bool ParanoidChecks { get; init; } = true;

    public WalRecoveryMode WalRecoveryMode { get; init; } = WalRecoveryMode.TolerateCorruptedTailRecords;

    /// <summary>
    /// Past this, families that hold the oldest log back are flushed; bounds the log and recovery.
    /// </summary>
    public long MaxTotalWalSize { get; init; } = 256L << 20;

    /// <summary>
    /// All memtables of all families together; bounds memory whatever the number of families.
    /// </summary>
    public long DbWriteBufferSize { get; init; } = 128L << 20;

    public int MaxBackgroundJobs { get; init; } = 2;
    public int MaxOpenFiles { get; init; } = 1024;

    /// <summary>RocksDB's own text log: size of one file, and how many are kept.</summary>
    public long MaxLogFileSize { get; init; } = 16L << 20;
    public int KeepLogFileNum { get; init; } = 4;

    // rocksdb::InfoLogLevel::FATAL_LEVEL; the options are written all the same when a database opens.
    private const int Fatal = 4;

    /// <summary>The native counterpart; the caller frees it after opening, which copies it.</summary>
    internal NativeHandle ToNative()
    {
        nint options = RocksOptionsNative.Create();
        NativeHandle handle = new(options, RocksOptionsNative.Destroy);
        RocksOptionsNative.SetCreateIfMissing(options, Flag(CreateIfMissing));
        RocksOptionsNative.SetCreateMissingColumnFamilies(options, Flag(CreateMissingColumnFamilies));
        RocksOptionsNative.SetErrorIfExists(options, Flag(ErrorIfExists));
        RocksOptionsNative.SetParanoidChecks(options, Flag(ParanoidChecks));
        RocksOptionsNative.SetWalRecoveryMode(options, (int)WalRecoveryMode);
        // Every write reaches the operating system before it returns; holding it back would be
        // a third durability.
        RocksOptionsNative.SetManualWalFlush(options, Flag(false));
        RocksOptionsNative.SetMaxTotalWalSize(options, (ulong)MaxTotalWalSize);
        RocksOptionsNative.SetDbWriteBufferSize(options, (nuint)DbWriteBufferSize);
        RocksOptionsNative.SetMaxBackgroundJobs(options, MaxBackgroundJobs);
        RocksOptionsNative.SetMaxOpenFiles(options, MaxOpenFiles);
        RocksOptionsNative.SetMaxLogFileSize(options, (nuint)MaxLogFileSize);
        RocksOptionsNative.SetKeepLogFileNum(options, (nuint)KeepLogFileNum);
        // Errors come back from the call that meets them. Told to the text log as well, on the disk that is
        // full, they end the process: Debian's build, with its asserts on, aborts at the second
        // line that fails.
        RocksOptionsNative.SetInfoLogLevel(options, Fatal);
        return handle;
    }

    internal static byte Flag(bool on) => on ? (byte)1 : (byte)0;
}
