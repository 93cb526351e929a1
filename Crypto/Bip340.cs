namespace Chain.Crypto;

/// <summary>
/// Schnorr verification of BIP340 for keys that come as bytes. Allocation-free, safe for all threads.
/// </summary>
public static unsafe class Bip340
{
    public const int SignatureSize = 64;
    public const int DigestSize = 32;

    /// <summary>
    /// False for a bad signature, a key that is no point, or any wrong length; never throws for bad data.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> key32, ReadOnlySpan<byte> digest32, ReadOnlySpan<byte> sig64)
        => digest32.Length == DigestSize && VerifyMessage(key32, digest32, sig64);

    /// <summary>Verification in the types of the wire.</summary>
    public static bool Verify(in PublicKey key, in Hash32 digest, in Signature signature)
        => Verify(key.Bytes.Span, digest.Span, signature.Span);

    /// <summary>As Verify, for a message of any length, which BIP340 allows.</summary>
    public static bool VerifyMessage(
        ReadOnlySpan<byte> key32, ReadOnlySpan<byte> message, ReadOnlySpan<byte> sig64)
    {
        if (key32.Length != ECXOnlyPubKey.Size || sig64.Length != SignatureSize) return false;
        nint context = SecpContext.Pointer;
        byte* parsed = stackalloc byte[SecpNative.XOnlyPubKeySize];
        fixed (byte* key = key32, text = message, sig = sig64)
            return SecpNative.XOnlyPubKeyParse(context, parsed, key) == 1
                && SecpNative.SchnorrVerify(context, sig, text, (nuint)message.Length, parsed) == 1;
    }
}
