using System.Globalization;
using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>
/// What a power cut leaves behind the last sync. RocksDB forgives a last record that ends too early; but a
/// file may get its new length before its bytes, and so end in zeros, half a record or worse, which RocksDB
/// takes for damage and refuses. See docs/adr/0005 for what may be cut.
/// </summary>
/// <param name="Log">The file.</param>
/// <param name="Whole">Length in bytes up to the end of its last whole record.</param>
/// <param name="Torn">Bytes behind that.</param>
public sealed record TornTail(string Log, long Whole, long Torn)
{
    /// <summary>Looks at the newest log; older ones were synced before anything in it was.</summary>
    /// <returns>Null when that log has no torn tail: it is whole, or the damage is another.</returns>
    /// <exception cref="StoreException">Io.</exception>
    public static TornTail? Find(string path)
    {
        try
        {
            string? log = Directory.EnumerateFiles(path, "*.log")
                .Where(file => new FileInfo(file).Length > 0).MaxBy(Number);
            if (log is null) return null;
            byte[] bytes = File.ReadAllBytes(log);
            return LogFile.TornTail(bytes) is { } whole
                ? new TornTail(log, whole, bytes.Length - whole) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreErrorKind.Io, $"cannot read the log in {path} ({error.Message})",
                error);
        }
    }

    /// <summary>Cuts the log back to its last whole record. The database is closed.</summary>
    /// <exception cref="StoreException">Io.</exception>
    public void Cut()
    {
        try
        {
            using FileStream file = File.OpenWrite(Log);
            file.SetLength(Whole);
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreErrorKind.Io, $"cannot mend {Log} ({error.Message})", error);
        }
    }

    private static ulong Number(string log) => ulong.TryParse(
        Path.GetFileNameWithoutExtension(log), CultureInfo.InvariantCulture, out ulong number) ? number : 0;
}
