using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chain.Crypto;

/// <summary>
/// A key file's content. One content has exactly one form in bytes, and no other form is read.
/// </summary>
/// <remarks>
/// The checksum tells damage from a wrong password; it is no protection. All fields before the ciphertext
/// are the associated data of its encryption. Property order is the order in the file.
/// </remarks>
internal sealed record KeystoreFile(
    int Version, string Name, string PublicKey, KeystoreFile.KdfFields Kdf, KeystoreFile.CipherFields Cipher,
    string Ciphertext, string Checksum)
{
    public const int CurrentVersion = 1;
    public const int KdfVersion = 1;
    public const int SaltSize = 32;
    public const int NonceSize = 12;
    public const int TagSize = 16;
    public const int MaxSize = 4096;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
    };

    public sealed record KdfFields(string Name, int Version, int N, int R, int P, string Salt);

    public sealed record CipherFields(string Name, string Nonce);

    public ScryptParameters ToScrypt() => new(Kdf.N, Kdf.R, Kdf.P);

    /// <summary>What the encryption authenticates: everything but ciphertext and checksum.</summary>
    public byte[] ToAssociatedData()
        => JsonSerializer.SerializeToUtf8Bytes(this with { Ciphertext = "", Checksum = "" }, Json);

    public KeystoreFile WithChecksum()
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(this with { Checksum = "" }, Json);
        return this with { Checksum = Convert.ToHexStringLower(SHA256.HashData(content)) };
    }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <summary>Reads and checks everything that needs no password.</summary>
    /// <exception cref="KeystoreException">Damaged or UnsupportedVersion.</exception>
    public static KeystoreFile Parse(ReadOnlySpan<byte> bytes)
    {
        KeystoreFile? file;
        try
        {
            RefuseOtherVersions(bytes);
            file = JsonSerializer.Deserialize<KeystoreFile>(bytes, Json);
        }
        catch (JsonException error)
        {
            throw new KeystoreException(KeystoreErrorKind.Damaged, "not a key file, or damaged", error);
        }
        bool intact = file is not null && bytes.SequenceEqual(file.ToBytes())
            && file == file.WithChecksum() && file.HasShape();
        if (!intact)
            throw new KeystoreException(KeystoreErrorKind.Damaged, "the key file's bytes have changed");
        if (file!.Kdf is not { Name: "scrypt", Version: KdfVersion } || file.Cipher.Name != "aes-256-gcm")
            throw Unsupported($"{file.Kdf.Name} version {file.Kdf.Version} with {file.Cipher.Name}");
        if (!file.ToScrypt().IsWithinBounds) throw Unsupported($"key derivation with {file.ToScrypt()}");
        return file;
    }

    /// <summary>Before all else: another version's fields and checksum are not ours to judge.</summary>
    private static void RefuseOtherVersions(ReadOnlySpan<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("version", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number)
            && number != CurrentVersion)
            throw Unsupported($"key file version {number}");
    }

    private static KeystoreException Unsupported(string what)
        => new(KeystoreErrorKind.UnsupportedVersion, $"{what} is not supported");

    private bool HasShape()
        => IsHex(PublicKey, ECXOnlyPubKey.Size) && IsHex(Kdf.Salt, SaltSize) && IsHex(Cipher.Nonce, NonceSize)
            && IsHex(Ciphertext, ECPrivKey.Size + TagSize);

    private static bool IsHex(string text, int bytes)
        => text.Length == 2 * bytes && text.All(char.IsAsciiHexDigitLower);
}
