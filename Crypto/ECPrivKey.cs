using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chain.Crypto;

/// <summary>
/// A secret scalar of secp256k1. Its memory is never moved by the collector and is zeroed by Dispose.
/// </summary>
/// <remarks>Signing is safe for all threads; the owner disposes it once nobody uses it any more.</remarks>
public sealed unsafe class ECPrivKey : IDisposable
{
    /// <summary>Bytes of a secret, big-endian.</summary>
    public const int Size = 32;

    private readonly byte[] memory = GC.AllocateArray<byte>(SecpNative.KeyPairSize, pinned: true);
    private bool disposed;

    private ECPrivKey() { }

    /// <summary>The BIP340 public key: x of secret·G.</summary>
    public ECXOnlyPubKey XOnlyPubKey { get; private set; } = null!;

    /// <summary>The same in the type of the wire.</summary>
    public PublicKey PublicKey => new(new Hash32(XOnlyPubKey.X));

    /// <summary>The account that this key was admitted as, and signs for.</summary>
    public AccountId Account => new(PublicKey.Bytes);

    /// <summary>
    /// False unless 32 bytes of a number in 1 .. n-1. The caller still owns, and zeroes, his span.
    /// </summary>
    public static bool TryCreate(ReadOnlySpan<byte> secret32, [NotNullWhen(true)] out ECPrivKey? key)
    {
        key = null;
        if (secret32.Length != Size) return false;
        ECPrivKey made = new();
        fixed (byte* secret = secret32)
            if (SecpNative.KeyPairCreate(SecpContext.Pointer, made.KeyPair, secret) != 1) return false;
        made.XOnlyPubKey = ECXOnlyPubKey.FromKeyPair(made.KeyPair);
        key = made;
        return true;
    }

    /// <summary>Whether the 32 bytes are the secret of a public key; for secrets that are told.</summary>
    public static bool IsSecretOf(ReadOnlySpan<byte> secret32, in Hash32 publicKey)
    {
        if (!TryCreate(secret32, out ECPrivKey? key)) return false;
        using (key) return key.PublicKey.Bytes == publicKey;
    }

    /// <summary>A fresh key from the system's randomness.</summary>
    public static ECPrivKey Generate()
    {
        Span<byte> secret = stackalloc byte[Size];
        try
        {
            // A uniform 256-bit number misses 1 .. n-1 with probability 2^-128; a second miss
            // is a broken source.
            for (int attempt = 0; attempt < 2; attempt++)
            {
                RandomNumberGenerator.Fill(secret);
                if (TryCreate(secret, out ECPrivKey? key)) return key;
            }
            throw new CryptographicException("the system's randomness yields no valid key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// BIP340 signature of a digest with fresh auxiliary randomness, in the types of the wire.
    /// </summary>
    public Signature Sign(in Hash32 digest)
    {
        Span<byte> aux = stackalloc byte[32], signature = stackalloc byte[Signature.Size];
        RandomNumberGenerator.Fill(aux);
        SignBIP340(digest.Span, aux, signature);
        return Signature.From(signature);
    }

    /// <summary>
    /// BIP340 signature with fresh auxiliary randomness, 64 bytes. Message: normally a 32-byte digest.
    /// </summary>
    public byte[] SignBIP340(ReadOnlySpan<byte> message)
    {
        Span<byte> aux = stackalloc byte[32];
        RandomNumberGenerator.Fill(aux);
        byte[] signature = new byte[Bip340.SignatureSize];
        SignBIP340(message, aux, signature);
        return signature;
    }

    /// <summary>
    /// BIP340 signature with given auxiliary randomness (32 bytes; reproducible) into 64 bytes.
    /// </summary>
    public void SignBIP340(ReadOnlySpan<byte> message, ReadOnlySpan<byte> aux32, Span<byte> sig64)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Require.That(aux32.Length == 32 && sig64.Length == Bip340.SignatureSize);
        fixed (byte* text = message, aux = aux32, sig = sig64)
        {
            SecpNative.ExtraParams extra = new(aux);
            int signed = SecpNative.SchnorrSign(
                SecpContext.Pointer, sig, text, (nuint)message.Length, KeyPair, &extra);
            Require.That(signed == 1);
        }
    }

    /// <summary>
    /// SHA-256 of the shared point's x coordinate into 32 bytes. Both sides need only x-only keys.
    /// </summary>
    public void Ecdh(ECXOnlyPubKey other, Span<byte> shared32)
    {
        Span<byte> x = stackalloc byte[Size];
        EcdhX(other, x);
        SHA256.HashData(x, shared32);
        CryptographicOperations.ZeroMemory(x);
    }

    /// <summary>The bare x coordinate of the shared point; hash it before any use as a key.</summary>
    /// <remarks>
    /// The library's own hash covers the parity of y as well, which two x-only keys do not determine:
    /// x-only keys stand for ±P, hence the shared point is known up to its sign, and x is all that both
    /// sides agree on.
    /// </remarks>
    private void EcdhX(ECXOnlyPubKey other, Span<byte> x32)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Require.That(x32.Length == Size);
        nint context = SecpContext.Pointer;
        byte* even = stackalloc byte[1 + ECXOnlyPubKey.Size];
        even[0] = 0x02;
        other.X.CopyTo(new Span<byte>(even + 1, ECXOnlyPubKey.Size));
        byte* point = stackalloc byte[SecpNative.PubKeySize];
        Require.That(SecpNative.PubKeyParse(context, point, even, 1 + ECXOnlyPubKey.Size) == 1);
        byte* secret = stackalloc byte[Size];
        Require.That(SecpNative.KeyPairSecret(context, secret, KeyPair) == 1);
        fixed (byte* into = x32)
        {
            int multiplied = SecpNative.Ecdh(context, into, point, secret, &CopyX, null);
            CryptographicOperations.ZeroMemory(new Span<byte>(secret, Size));
            Require.That(multiplied == 1);
        }
    }

    /// <summary>The secret itself, 32 bytes, for the keystore; the caller zeroes it.</summary>
    public void WriteTo(Span<byte> secret32)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Require.That(secret32.Length == Size);
        fixed (byte* secret = secret32)
            Require.That(SecpNative.KeyPairSecret(SecpContext.Pointer, secret, KeyPair) == 1);
    }

    /// <summary>Zeroes the secret.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(memory);
        disposed = true;
    }

    /// <summary>Names the public key; a secret is never printed.</summary>
    public override string ToString() => $"secret key of {XOnlyPubKey}";

    // The array is pinned for life, so its address is stable.
    private byte* KeyPair => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CopyX(byte* output, byte* x32, byte* y32, void* data)
    {
        new ReadOnlySpan<byte>(x32, Size).CopyTo(new Span<byte>(output, Size));
        return 1;
    }
}
