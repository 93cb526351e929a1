using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Chain.Crypto;

/// <summary>A message that only the owner of a public key can open; it does not say who sent it.</summary>
/// <remarks>
/// box = version 1 (1 byte), ephemeral public key (32), ciphertext, tag (16).
/// ECDH of ephemeral and recipient's key, HKDF-SHA256 with both public keys as salt, one AES-256-GCM key
/// and nonce for one message. The bytes before the ciphertext and the caller's context are authenticated.
/// </remarks>
public static class SealedBox
{
    /// <summary>Bytes that a box is longer than its message.</summary>
    public const int Overhead = HeaderSize + TagSize;

    private const byte Version = 1;
    private const int HeaderSize = 1 + ECXOnlyPubKey.Size;
    private const int TagSize = 16;
    private const int KeySize = 32;
    private const int NonceSize = 12;

    /// <summary>Seals the message; the context (what it is for) must be the same when it is opened.</summary>
    public static byte[] Seal(
        ECXOnlyPubKey recipient, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context = default)
    {
        using ECPrivKey ephemeral = ECPrivKey.Generate();
        byte[] box = new byte[Overhead + message.Length];
        box[0] = Version;
        ephemeral.XOnlyPubKey.X.CopyTo(box.AsSpan(1));
        Span<byte> header = box.AsSpan(0, HeaderSize);
        Span<byte> secrets = stackalloc byte[KeySize + NonceSize];
        Derive(ephemeral, recipient, ephemeral.XOnlyPubKey, recipient, secrets);
        using (AesGcm aes = new(secrets[..KeySize], TagSize))
            aes.Encrypt(
                secrets[KeySize..], message, box.AsSpan(HeaderSize, message.Length), box.AsSpan(^TagSize..),
                [.. header, .. context]);
        CryptographicOperations.ZeroMemory(secrets);
        return box;
    }

    /// <summary>
    /// False for a box that is damaged, cut, for another key, of another context or version.
    /// </summary>
    public static bool TryOpen(
        ECPrivKey recipient, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context,
        [NotNullWhen(true)] out byte[]? message)
    {
        message = null;
        if (box.Length < Overhead || box[0] != Version) return false;
        if (!ECXOnlyPubKey.TryCreate(box[1..HeaderSize], out ECXOnlyPubKey? ephemeral)) return false;
        Span<byte> secrets = stackalloc byte[KeySize + NonceSize];
        Derive(recipient, ephemeral, ephemeral, recipient.XOnlyPubKey, secrets);
        byte[] opened = new byte[box.Length - Overhead];
        try
        {
            using AesGcm aes = new(secrets[..KeySize], TagSize);
            aes.Decrypt(
                secrets[KeySize..], box[HeaderSize..^TagSize], box[^TagSize..], opened,
                [.. box[..HeaderSize], .. context]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
        }
        message = opened;
        return true;
    }

    private static void Derive(
        ECPrivKey mine, ECXOnlyPubKey theirs, ECXOnlyPubKey ephemeral, ECXOnlyPubKey recipient,
        Span<byte> secrets)
    {
        Span<byte> shared = stackalloc byte[32];
        mine.Ecdh(theirs, shared);
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256, shared, secrets, salt: [.. ephemeral.X, .. recipient.X],
            info: "chain/sealed-box/1"u8);
        CryptographicOperations.ZeroMemory(shared);
    }
}
