using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace Chain.Crypto;

/// <summary>One secret key in one encrypted file: JSON, scrypt, AES-256-GCM.</summary>
/// <remarks>Name and public key are readable without the password, and trustworthy only with it.</remarks>
public static class Keystore
{
    /// <summary>128 MiB and about a second for each guess.</summary>
    public static readonly ScryptParameters DefaultParameters = new(1 << 17, 8, 1);

    /// <summary>For tests and test networks, whose passwords protect nothing.</summary>
    public static readonly ScryptParameters LightParameters = new(1 << 12, 8, 1);

    /// <summary>What a file says of its key without the password.</summary>
    public readonly record struct Header(string Name, PublicKey PublicKey);

    /// <summary>
    /// Writes a new file; an existing one is never touched. The name: 1 to 64 printable ASCII.
    /// </summary>
    /// <exception cref="KeystoreException">InvalidName or AlreadyExists.</exception>
    public static void Create(
        string path, string name, ECPrivKey key, ReadOnlySpan<char> password,
        ScryptParameters? parameters = null)
    {
        ScryptParameters scrypt = parameters ?? DefaultParameters;
        Require.That(scrypt.IsWithinBounds);
        if (name.Length is < 1 or > Limits.NameLength || !name.All(c => c is >= ' ' and <= '~'))
            throw new KeystoreException(
                KeystoreErrorKind.InvalidName, $"a key's name is 1 to {Limits.NameLength} printable ASCII");
        // For the message's sake; should a file appear after this, NewFile refuses it with an IOException.
        if (File.Exists(path))
            throw new KeystoreException(
                KeystoreErrorKind.AlreadyExists, $"{path} exists; keys are never overwritten");
        NewFile.Write(path, Encrypt(name, key, password, scrypt).ToBytes());
    }

    /// <summary>The secret key. Takes the time and memory that the file's parameters ask for.</summary>
    /// <exception cref="KeystoreException">WrongPassword, Damaged or UnsupportedVersion.</exception>
    public static ECPrivKey Open(string path, ReadOnlySpan<char> password)
    {
        KeystoreFile file = KeystoreFile.Parse(Read(path));
        byte[] sealedKey = Convert.FromHexString(file.Ciphertext);
        byte[] wrapping = DeriveKey(password, Convert.FromHexString(file.Kdf.Salt), file.ToScrypt());
        Span<byte> secret = stackalloc byte[ECPrivKey.Size];
        try
        {
            using AesGcm aes = new(wrapping, KeystoreFile.TagSize);
            aes.Decrypt(
                Convert.FromHexString(file.Cipher.Nonce), sealedKey.AsSpan(..ECPrivKey.Size),
                sealedKey.AsSpan(ECPrivKey.Size..), secret, file.ToAssociatedData());
            if (ECPrivKey.TryCreate(secret, out ECPrivKey? key))
            {
                if (key.XOnlyPubKey.ToString() == file.PublicKey) return key;
                key.Dispose();
            }
            throw new KeystoreException(KeystoreErrorKind.Damaged, "the two keys do not match");
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new KeystoreException(KeystoreErrorKind.WrongPassword, "the password does not fit", error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(wrapping);
        }
    }

    /// <summary>Name and public key, as the file claims.</summary>
    /// <exception cref="KeystoreException">Damaged or UnsupportedVersion.</exception>
    public static Header ReadHeader(string path)
    {
        KeystoreFile file = KeystoreFile.Parse(Read(path));
        return new Header(file.Name, new PublicKey(new Hash32(Convert.FromHexString(file.PublicKey))));
    }

    private static KeystoreFile Encrypt(
        string name, ECPrivKey key, ReadOnlySpan<char> password, ScryptParameters scrypt)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(KeystoreFile.SaltSize);
        byte[] nonce = RandomNumberGenerator.GetBytes(KeystoreFile.NonceSize);
        KeystoreFile file = new(
            KeystoreFile.CurrentVersion, name, key.XOnlyPubKey.ToString(),
            new KeystoreFile.KdfFields(
                "scrypt", KeystoreFile.KdfVersion, scrypt.N, scrypt.R, scrypt.P,
                Convert.ToHexStringLower(salt)),
            new KeystoreFile.CipherFields("aes-256-gcm", Convert.ToHexStringLower(nonce)),
            Ciphertext: "", Checksum: "");
        byte[] sealedKey = new byte[ECPrivKey.Size + KeystoreFile.TagSize];
        byte[] wrapping = DeriveKey(password, salt, scrypt);
        Span<byte> secret = stackalloc byte[ECPrivKey.Size];
        key.WriteTo(secret);
        using (AesGcm aes = new(wrapping, KeystoreFile.TagSize))
            aes.Encrypt(
                nonce, secret, sealedKey.AsSpan(..ECPrivKey.Size), sealedKey.AsSpan(ECPrivKey.Size..),
                file.ToAssociatedData());
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(wrapping);
        return (file with { Ciphertext = Convert.ToHexStringLower(sealedKey) }).WithChecksum();
    }

    private static byte[] DeriveKey(ReadOnlySpan<char> password, byte[] salt, ScryptParameters scrypt)
    {
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(password)];
        Encoding.UTF8.GetBytes(password, utf8);
        try
        {
            return SCrypt.Generate(utf8, salt, scrypt.N, scrypt.R, scrypt.P, dkLen: 32);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    /// <summary>At most the size of a key file: what is larger is none.</summary>
    private static byte[] Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[KeystoreFile.MaxSize + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > KeystoreFile.MaxSize)
            throw new KeystoreException(KeystoreErrorKind.Damaged, "too large for a key file");
        return bytes[..length];
    }
}
