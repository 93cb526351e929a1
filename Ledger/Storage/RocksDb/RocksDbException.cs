using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>What went wrong, as far as an owner would act differently on it.</summary>
public enum RocksDbErrorKind
{
    /// <summary>Checksum or structure does not hold: the files must not be trusted.</summary>
    Corruption,
    /// <summary>The operating system failed to read, write or find a file.</summary>
    IOError,
    /// <summary>The disk, or a quota on it, is full.</summary>
    NoSpace,
    /// <summary>Another process, or this one, has the database open.</summary>
    LockHeld,
    /// <summary>A resource of the database is in use.</summary>
    Busy,
    /// <summary>
    /// The call does not fit the database: a missing one, an unknown or unopened column family.
    /// </summary>
    InvalidArgument,
    NotFound,
    Other,
}

/// <summary>A call into RocksDB failed; the message is RocksDB's own.</summary>
/// <remarks>
/// After a failed synced write the owner must stop: the batch may or may not be durable, RocksDB refuses
/// further writes until it is reopened, and only recovery at the next start tells which it was.
/// </remarks>
[SuppressMessage("Design", "CA1032", Justification = "Made from native errors only.")]
public sealed class RocksDbException : Exception
{
    internal RocksDbException(string message) : base(message) => Kind = Classify(message);

    public RocksDbErrorKind Kind { get; }

    /// <summary>Throws for, and frees, the malloc'd message of a failed call; null means success.</summary>
    internal static void ThrowIf(nint error)
    {
        if (error == 0) return;
        string message = Marshal.PtrToStringUTF8(error) ?? "unknown error";
        RocksNative.Free(error);
        throw new RocksDbException(message);
    }

    /// <summary>
    /// By the prefixes and subcode texts of Status::ToString, the only form in which the C API reports.
    /// </summary>
    private static RocksDbErrorKind Classify(string message)
    {
        if (message.StartsWith("IO error", StringComparison.Ordinal))
        {
            if (Has("No space left on device") || Has("Disk quota exceeded") || Has("Space limit reached"))
                return RocksDbErrorKind.NoSpace;
            return Has("While lock file") || Has("lock hold by current process")
                ? RocksDbErrorKind.LockHeld
                : RocksDbErrorKind.IOError;
        }
        return message.Split(':')[0] switch
        {
            "Corruption" => RocksDbErrorKind.Corruption,
            "Resource busy" => RocksDbErrorKind.Busy,
            "Invalid argument" => RocksDbErrorKind.InvalidArgument,
            "NotFound" => RocksDbErrorKind.NotFound,
            _ => RocksDbErrorKind.Other,
        };

        bool Has(string part) => message.Contains(part, StringComparison.Ordinal);
    }
}
