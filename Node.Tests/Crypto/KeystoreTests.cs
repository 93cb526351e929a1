using System.Text;
using Chain.Crypto;
using NUnit.Framework;

namespace Chain.Tests.Crypto;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeystoreTests : IDisposable
{
    private const string Password = "correct horse, Straße";
    private readonly string folder = Directory.CreateTempSubdirectory("keystore-tests-").FullName;
    private readonly ECPrivKey key = ECPrivKey.Generate();

    private string KeyPath => Path.Combine(folder, "alice.key");

    [TearDown]
    public void Dispose()
    {
        key.Dispose();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void A_key_comes_back_and_is_public_without_the_password()
    {
        Create();
        using ECPrivKey opened = Keystore.Open(KeyPath, Password);
        byte[] secret = new byte[32], same = new byte[32];
        key.WriteTo(secret);
        opened.WriteTo(same);
        Assert.That(same, Is.EqualTo(secret));
        Assert.That(Keystore.ReadHeader(KeyPath), Is.EqualTo(new Keystore.Header("alice", key.PublicKey)));
        Assert.That(File.ReadAllText(KeyPath), Does.Not.Contain(Convert.ToHexStringLower(secret)));
    }

    [Test]
    public void The_default_parameters_work_and_stand_in_the_file()
    {
        Keystore.Create(KeyPath, "alice", key, Password);
        Assert.That(File.ReadAllText(KeyPath), Does.Contain("\"n\": 131072"));
        using ECPrivKey opened = Keystore.Open(KeyPath, Password);
        Assert.That(opened.PublicKey, Is.EqualTo(key.PublicKey));
    }

    [TestCase("")]
    [TestCase("correct horse, Strasse")]
    [TestCase("correct horse, Straße ")]
    public void A_wrong_password_is_called_so(string password)
    {
        Create();
        AssertFails(KeystoreErrorKind.WrongPassword, password);
    }

    [Test]
    public void Only_the_owner_may_read_it_and_nothing_else_is_left_behind()
    {
        Create();
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        if (OperatingSystem.IsWindows()) return; // file modes are of Unix
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.That(File.GetUnixFileMode(KeyPath), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public void An_existing_file_is_never_overwritten()
    {
        File.WriteAllText(KeyPath, "precious");
        Assert.That(Create, Throws.TypeOf<KeystoreException>()
            .With.Property("Kind").EqualTo(KeystoreErrorKind.AlreadyExists));
        Assert.That(File.ReadAllText(KeyPath), Is.EqualTo("precious"));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("a\nb")]
    [TestCase("Zoë")]
    [TestCase("12345678901234567890123456789012345678901234567890123456789012345")]
    public void A_name_is_short_and_printable(string name)
        => Assert.That(() => Keystore.Create(KeyPath, name, key, Password, Keystore.LightParameters),
            Throws.TypeOf<KeystoreException>().With.Property("Kind").EqualTo(KeystoreErrorKind.InvalidName));

    [Test]
    public void Every_flipped_bit_of_every_byte_is_noticed_before_any_password_is_tried()
    {
        Create();
        byte[] bytes = File.ReadAllBytes(KeyPath);
        for (int i = 0; i < bytes.Length; i++)
            foreach (byte mask in new byte[] { 0x01, 0x20, 0x80 })
            {
                bytes[i] ^= mask;
                File.WriteAllBytes(KeyPath, bytes);
                KeystoreException? error = Assert.Throws<KeystoreException>(
                    () => Keystore.ReadHeader(KeyPath), $"byte {i} ^ {mask}");
                Assert.That(error!.Kind, Is.AnyOf(
                    KeystoreErrorKind.Damaged, KeystoreErrorKind.UnsupportedVersion), $"byte {i} ^ {mask}");
                bytes[i] ^= mask;
            }
    }

    [Test]
    public void Every_cut_is_noticed_and_so_is_anything_added()
    {
        Create();
        byte[] bytes = File.ReadAllBytes(KeyPath);
        for (int length = 0; length < bytes.Length; length += 7) AssertDamaged(bytes[..length]);
        AssertDamaged([.. bytes, (byte)'\n']);
        AssertDamaged([.. bytes, .. bytes]);
        AssertDamaged(new byte[1 << 20]);
        AssertDamaged(Encoding.UTF8.GetBytes(new string('[', 4000)));
        AssertDamaged("null"u8.ToArray());
        AssertDamaged("{}"u8.ToArray());
    }

    [TestCase("\"name\": \"alice\"", "\"name\": \"mally\"", KeystoreErrorKind.WrongPassword)]
    [TestCase("\"n\": 4096", "\"n\": 8192", KeystoreErrorKind.WrongPassword)]
    [TestCase("\"n\": 4096", "\"n\": 1073741824", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("\"n\": 4096", "\"n\": 5000", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("\"n\": 4096", "\"n\": -4096", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("\"r\": 8", "\"r\": 1000000", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("\"p\": 1", "\"p\": 0", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("\"scrypt\"", "\"argon2id\"", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("aes-256-gcm", "rot13", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("{\n  \"version\": 1", "{\n  \"version\": 2", KeystoreErrorKind.UnsupportedVersion)]
    [TestCase("\"salt\": \"", "\"salt\": \"00", KeystoreErrorKind.Damaged)]
    public void A_forger_who_mends_the_checksum_gets_nothing(string from, string to, KeystoreErrorKind kind)
    {
        Create();
        string text = File.ReadAllText(KeyPath);
        Assert.That(text, Does.Contain(from));
        File.WriteAllText(KeyPath, WithChecksum(text.Replace(from, to)));
        AssertFails(kind, Password);
    }

    /// <summary>
    /// By the format's description: SHA-256 of the file with an empty checksum, without its last newline.
    /// </summary>
    private static string WithChecksum(string text)
    {
        int start = text.IndexOf("\"checksum\": \"", StringComparison.Ordinal) + "\"checksum\": \"".Length;
        string empty = text.Remove(start, 64).TrimEnd('\n');
        byte[] digest = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(empty));
        return empty.Insert(start, Convert.ToHexStringLower(digest)) + "\n";
    }

    private void Create() => Keystore.Create(KeyPath, "alice", key, Password, Keystore.LightParameters);

    private void AssertDamaged(byte[] content)
    {
        File.WriteAllBytes(KeyPath, content);
        AssertFails(KeystoreErrorKind.Damaged, Password);
    }

    private void AssertFails(KeystoreErrorKind kind, string password)
    {
        KeystoreException? error = Assert.Throws<KeystoreException>(
            () => Keystore.Open(KeyPath, password).Dispose());
        Assert.That(error!.Kind, Is.EqualTo(kind), error.Message);
    }
}
