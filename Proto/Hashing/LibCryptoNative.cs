using System.Reflection;
using System.Runtime.InteropServices;

namespace Chain;

/// <summary>OpenSSL's low-level SHA-256 (openssl/sha.h of 1.1 to 3), which skips the cost of EVP.</summary>
/// <remarks>
/// SuppressGCTransition: the collector waits for a call to end, so each takes at most
/// <see cref="MaxLength"/> bytes.
/// </remarks>
internal static unsafe partial class LibCryptoNative
{
    /// <summary>
    /// Bytes for one call: at 300 MB/s, the speed without SHA instructions, about three microseconds.
    /// </summary>
    public const int MaxLength = 1024;

    /// <summary>sizeof(SHA256_CTX) is 112; the rest is room for a library that differs.</summary>
    public const int ContextSize = 256;

    private const string Library = "crypto";

    // Only the major version that .NET itself loads: a second OpenSSL in the process buys nothing.
    private const string File = "libcrypto.so.3";

    static LibCryptoNative() => NativeLibrary.SetDllImportResolver(typeof(LibCryptoNative).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "SHA256_Init"), SuppressGCTransition]
    public static partial int Sha256Init(byte* context);

    [LibraryImport(Library, EntryPoint = "SHA256_Update"), SuppressGCTransition]
    public static partial int Sha256Update(byte* context, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "SHA256_Final"), SuppressGCTransition]
    public static partial int Sha256Final(byte* digest32, byte* context);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) =>
        library == Library ? NativeLibrary.Load(File) : 0;
}
