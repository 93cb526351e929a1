using System.Reflection;
using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// Finds the native library of this assembly under the names that Debian, Ubuntu and macOS give it.
/// </summary>
internal static class NativeLibraries
{
    public const string RocksDb = "rocksdb";

    /// <summary>
    /// The exact command that repairs a missing RocksDB on Debian; it is the exception's message.
    /// </summary>
    public const string InstallRocksDb = "apt-get install -y librocksdb7.8";

    private static readonly string[] RocksDbNames =
    [
        "librocksdb.so.7.8", "librocksdb.so.8.9", "librocksdb.so.8.11", "librocksdb.so.9.10", "librocksdb.so",
        "librocksdb.dylib", "/opt/homebrew/lib/librocksdb.dylib", "/usr/local/lib/librocksdb.dylib",
    ];

    /// <summary>
    /// The C API tells no version number. A library without this export is older than the ones that this
    /// binding, and the files it writes, were tested with.
    /// </summary>
    private const string NewestExport = "rocksdb_options_set_wal_compression";

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>
    /// Touching this type registers the resolver; the class with imports does so before its first call.
    /// </summary>
    public static void Register() { }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library != RocksDb) return 0;
        foreach (string name in RocksDbNames)
        {
            if (!NativeLibrary.TryLoad(name, out nint loaded)) continue;
            if (NativeLibrary.TryGetExport(loaded, NewestExport, out _)) return loaded;
            throw new DllNotFoundException($"{name} is too old (no {NewestExport}): {InstallRocksDb}");
        }
        throw new DllNotFoundException(InstallRocksDb);
    }
}
