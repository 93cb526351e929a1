using Chain.Crypto;

namespace Chain.Ledger.Storage;

/// <summary>What a look into the directory tells before RocksDB opens it.</summary>
internal static class StoreDirectory
{
    /// <summary>Makes the directory of a new chain.</summary>
    /// <exception cref="StoreException">Exists, when anything is in it; Io.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (Directory.EnumerateFileSystemEntries(path).Any())
                throw new StoreException(StoreErrorKind.Exists, $"{path} is not empty");
            // RocksDB makes durable what is in the directory, not the directory.
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            NewFile.SyncDirectory(Path.GetDirectoryName(full)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreErrorKind.Io, $"cannot make {path} ({error.Message})", error);
        }
    }

    /// <exception cref="StoreException">Missing, Damaged or Io.</exception>
    public static void Check(string path)
    {
        if (!Directory.Exists(path))
            throw new StoreException(StoreErrorKind.Missing, $"{path} does not exist");
        try
        {
            bool Has(string pattern) => Directory.EnumerateFiles(path, pattern).Any();
            bool current = Has("CURRENT");
            if (!current && !Has("MANIFEST-*") && !Has("*.sst") && !Has("*.log"))
                throw new StoreException(StoreErrorKind.Missing, $"{path} holds no chain");
            if (!current) throw new StoreException(StoreErrorKind.Damaged, $"{path}/CURRENT is gone");
            // RocksDB opens without a word when its log is gone, and with it all that was not flushed yet; an
            // open or closed database always has one.
            if (!Has("*.log")) throw new StoreException(StoreErrorKind.Damaged, $"the log in {path} is gone");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreErrorKind.Io, $"cannot read {path} ({error.Message})", error);
        }
    }
}
