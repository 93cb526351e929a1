using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>The C API of RocksDB (rocksdb/c.h of 7.8): backups.</summary>
internal static partial class RocksBackupNative
{
    private const string Library = NativeLibraries.RocksDb;

    static RocksBackupNative() => NativeLibraries.Register();

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_open",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(nint options, string path, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_close")]
    public static partial void Close(nint engine);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_create_new_backup_flush")]
    public static partial void Create(NativeHandle engine, NativeHandle db, byte flushBefore, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_purge_old_backups")]
    public static partial void Purge(NativeHandle engine, uint keep, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_verify_backup")]
    public static partial void Verify(NativeHandle engine, uint id, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_restore_db_from_latest_backup",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial void RestoreLatest(
        NativeHandle engine, string dbPath, string walPath, nint restoreOptions, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_restore_options_create")]
    public static partial nint RestoreOptionsCreate();

    [LibraryImport(Library, EntryPoint = "rocksdb_restore_options_destroy")]
    public static partial void RestoreOptionsDestroy(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_get_backup_info")]
    public static partial nint Info(NativeHandle engine);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_info_count")]
    public static partial int InfoCount(nint info);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_info_backup_id")]
    public static partial uint InfoId(nint info, int index);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_info_timestamp")]
    public static partial long InfoTimestamp(nint info, int index);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_info_size")]
    public static partial ulong InfoSize(nint info, int index);

    [LibraryImport(Library, EntryPoint = "rocksdb_backup_engine_info_destroy")]
    public static partial void InfoDestroy(nint info);
}
