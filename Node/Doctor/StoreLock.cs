using System.Diagnostics.CodeAnalysis;
using Chain.Ledger.Storage;

namespace Chain.Node.Doctor;

/// <summary>
/// Holds the lock of a store while it is looked at, so that no node starts on it meanwhile. The same lock
/// that the database takes, on the same file; nothing is written into it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream file;

    private StoreLock(FileStream file) => this.file = file;

    /// <returns>Null where no lock file is there, or is ours to lock.</returns>
    /// <exception cref="StoreException">Locked: a node runs on it.</exception>
    [SuppressMessage("Interoperability", "CA1416", Justification = "The program needs Linux.")]
    public static StoreLock? TryTake(string data)
    {
        string path = Path.Combine(data, "LOCK");
        if (!File.Exists(path)) return null;
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's; the check of rights says so.
            return null;
        }
        try
        {
            file.Lock(0, 0);
            return new StoreLock(file);
        }
        catch (IOException error)
        {
            file.Dispose();
            throw new StoreException(StoreErrorKind.Locked,
                $"a node runs on {data}, and the doctor looks at stopped ones", error);
        }
    }

    public void Dispose() => file.Dispose();
}
