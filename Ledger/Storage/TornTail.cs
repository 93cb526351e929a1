using System.Globalization;
using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>
/// What a power cut leaves behind the last sync. RocksDB forgives a last record that ends too early; but a
/// file may get its new length before its bytes, and so end in zeros, half a record or worse, which RocksDB
/// takes for damage and refuses. See docs/adr/0005 for what may be cut.
/// </summary>
internal static class TornTail
{
    /// <summary>
    /// Cuts the newest log back to its last whole record; older ones were synced before anything in it was.
    /// The database is closed.
    /// </summary>
    /// <returns>False when that log has no torn tail: the damage is another.</returns>
    /// <exception cref="StoreException">Io.</exception>
    public static bool Cut(string path)
    {
        try
        {
            string? log = Directory.EnumerateFiles(path, "*.log")
                .Where(file => new FileInfo(file).Length > 0).MaxBy(Number);
            if (log is null || LogFile.TornTail(File.ReadAllBytes(log)) is not { } whole) return false;
            using FileStream file = File.OpenWrite(log);
            file.SetLength(whole);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreErrorKind.Io, $"cannot mend {path} ({error.Message})", error);
        }
    }

    private static ulong Number(string log) => ulong.TryParse(
        Path.GetFileNameWithoutExtension(log), CultureInfo.InvariantCulture, out ulong number) ? number : 0;
}
