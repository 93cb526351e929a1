using System.Reflection;
using System.Runtime.InteropServices;

namespace Chain.Crypto;

/// <summary>
/// Finds the native libraries of this assembly under the names that Debian, Ubuntu and macOS give them.
/// </summary>
internal static class NativeLibraries
{
    public const string Secp256k1 = "secp256k1";

    /// <summary>
    /// The exact command that repairs a missing secp256k1 on Debian; it is the exception's message.
    /// </summary>
    public const string InstallSecp256k1 = "apt-get install -y libsecp256k1-1";

    private static readonly string[] Secp256k1Names =
    [
        "libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so.6", "libsecp256k1.so",
        "libsecp256k1.dylib", "/opt/homebrew/lib/libsecp256k1.dylib", "/usr/local/lib/libsecp256k1.dylib",
    ];

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>
    /// Touching this type registers the resolver; classes with imports do so before their first call.
    /// </summary>
    public static void Register() { }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
        => library == Secp256k1 ? LoadFirst(Secp256k1Names, InstallSecp256k1) : 0;

    private static nint LoadFirst(string[] names, string whenMissing)
    {
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out nint library)) return library;
        throw new DllNotFoundException(whenMissing);
    }
}
