namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// Incremental backups of a live database in a directory of their own, shared files stored once.
/// </summary>
public sealed class BackupEngine : IDisposable
{
    private readonly NativeHandle handle;

    private BackupEngine(nint native) => handle = new NativeHandle(native, RocksBackupNative.Close);

    /// <summary>One backup: its number, when it was taken (Unix seconds) and its size in bytes.</summary>
    public readonly record struct Backup(uint Id, long Timestamp, long Size);

    /// <summary>Opens, or creates, the directory of backups.</summary>
    public static BackupEngine Open(string path)
    {
        using NativeHandle options = new DbOptions().ToNative();
        nint error = 0;
        nint native = RocksBackupNative.Open(options.DangerousGetHandle(), path, ref error);
        RocksDbException.ThrowIf(error);
        return new BackupEngine(native);
    }

    /// <summary>What the directory holds, oldest first.</summary>
    public IReadOnlyList<Backup> Backups
    {
        get
        {
            nint info = RocksBackupNative.Info(handle);
            Backup[] backups = new Backup[RocksBackupNative.InfoCount(info)];
            for (int i = 0; i < backups.Length; i++)
                backups[i] = new Backup(
                    RocksBackupNative.InfoId(info, i), RocksBackupNative.InfoTimestamp(info, i),
                    (long)RocksBackupNative.InfoSize(info, i));
            RocksBackupNative.InfoDestroy(info);
            return backups;
        }
    }

    /// <summary>Backs up the database as it is now, memtables flushed first.</summary>
    public void CreateBackup(RocksDb db)
    {
        nint error = 0;
        RocksBackupNative.Create(handle, db.Handle, flushBefore: 1, ref error);
        RocksDbException.ThrowIf(error);
    }

    /// <summary>
    /// Throws unless all files of the backup are there in their sizes; checksums are read at restore.
    /// </summary>
    public void VerifyBackup(uint id)
    {
        nint error = 0;
        RocksBackupNative.Verify(handle, id, ref error);
        RocksDbException.ThrowIf(error);
    }

    /// <summary>Deletes all but the newest so many.</summary>
    public void PurgeOldBackups(uint keep)
    {
        nint error = 0;
        RocksBackupNative.Purge(handle, keep, ref error);
        RocksDbException.ThrowIf(error);
    }

    /// <summary>Replaces the closed database at the path by the newest backup.</summary>
    public void RestoreLatest(string dbPath)
    {
        nint error = 0;
        nint options = RocksBackupNative.RestoreOptionsCreate();
        RocksBackupNative.RestoreLatest(handle, dbPath, dbPath, options, ref error);
        RocksBackupNative.RestoreOptionsDestroy(options);
        RocksDbException.ThrowIf(error);
    }

    public void Dispose() => handle.Dispose();
}
