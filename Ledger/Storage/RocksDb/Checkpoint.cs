namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// An openable copy of a live database: hard links to its immutable files, copies of the rest.
/// </summary>
public static class Checkpoint
{
    /// <summary>
    /// The directory must not exist, and must be on the same file system for links to work.
    /// </summary>
    public static void Save(RocksDb db, string directory)
    {
        nint error = 0;
        nint checkpoint = RocksNative.CheckpointCreate(db.Handle, ref error);
        RocksDbException.ThrowIf(error);
        // 0: memtables are flushed first, so the copy needs no log.
        RocksNative.CheckpointSave(checkpoint, directory, logSizeForFlush: 0, ref error);
        RocksNative.CheckpointDestroy(checkpoint);
        RocksDbException.ThrowIf(error);
    }
}
