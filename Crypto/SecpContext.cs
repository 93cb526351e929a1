using System.Security.Cryptography;

namespace Chain.Crypto;

/// <summary>
/// The process's one libsecp256k1 context: blinded once with fresh randomness, read-only ever after.
/// </summary>
/// <remarks>
/// A context is written to only by context_randomize; all other calls take it as const, so after construction
/// every thread may use it. It lives as long as the process. Lazy, so that a missing library surfaces as its
/// own exception and not wrapped in a TypeInitializationException.
/// </remarks>
internal static unsafe class SecpContext
{
    private static readonly Lazy<nint> Shared = new(Create);

    public static nint Pointer => Shared.Value;

    private static nint Create()
    {
        nint context = SecpNative.ContextCreate(SecpNative.ContextNone);
        Require.That(context != 0);
        byte* seed = stackalloc byte[32];
        Span<byte> seedSpan = new(seed, 32);
        RandomNumberGenerator.Fill(seedSpan);
        int blinded = SecpNative.ContextRandomize(context, seed);
        CryptographicOperations.ZeroMemory(seedSpan);
        Require.That(blinded == 1);
        return context;
    }
}
