using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Chain.Crypto;
using NUnit.Framework;

namespace Chain.Tests.Crypto;

/// <summary>
/// Project Wycheproof's vectors for the primitives that keys, key files and sealed boxes stand on.
/// </summary>
public class WycheproofTests
{
    /// <summary>SubjectPublicKeyInfo of an uncompressed point on the named curve secp256k1.</summary>
    private const string PlainKeyPrefix = "3056301006072a8648ce3d020106052b8104000a03420004";

    private static readonly BigInteger FieldPrime =
        BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    [Test]
    public void Ecdh_finds_the_shared_x_for_either_sign_of_the_point_and_refuses_points_off_the_curve()
    {
        (int agreed, int refused) = (0, 0);
        foreach (JsonElement test in Tests("wycheproof_ecdh_secp256k1_test.json", 700))
        {
            string encoded = test.GetProperty("public").GetString()!;
            bool plain = encoded.Length == 176
                && encoded.StartsWith(PlainKeyPrefix, StringComparison.Ordinal);
            if (!plain) continue;
            byte[] point = Convert.FromHexString(encoded[PlainKeyPrefix.Length..]);
            bool known = ECXOnlyPubKey.TryCreate(point.AsSpan(0, 32), out ECXOnlyPubKey? other);
            Assert.That(known, Is.EqualTo(IsOnCurve(Number(point.AsSpan(0, 32)))), Id(test));
            if (!known) refused++;
            // An invalid point whose x is fine is none to us: we take x only.
            if (!known || test.GetProperty("result").GetString() == "invalid") continue;
            byte[] shared = new byte[32];
            using ECPrivKey key = Secret(test.GetProperty("private").GetString()!);
            key.Ecdh(other!, shared);
            Assert.That(shared, Is.EqualTo(SHA256.HashData(Bytes(test, "shared"))), Id(test));
            agreed++;
        }
        Assert.That(agreed, Is.GreaterThan(400));
        Assert.That(refused, Is.GreaterThan(0));
    }

    [Test]
    public void Hkdf_holds()
    {
        foreach (JsonElement test in Tests("wycheproof_hkdf_sha256_test.json", 80))
        {
            byte[] output = new byte[test.GetProperty("size").GetInt32()];
            void Derive() => HKDF.DeriveKey(
                HashAlgorithmName.SHA256, Bytes(test, "ikm"), output,
                Bytes(test, "salt"), Bytes(test, "info"));
            if (test.GetProperty("result").GetString() == "invalid")
            {
                Assert.That(Derive, Throws.InstanceOf<ArgumentException>(), Id(test));
                continue;
            }
            Derive();
            Assert.That(output, Is.EqualTo(Bytes(test, "okm")), Id(test));
        }
    }

    [Test]
    public void Aes_gcm_holds_for_our_sizes()
    {
        int checkedTests = 0;
        foreach (JsonElement test in Tests("wycheproof_aes_gcm_test.json", 300))
        {
            (byte[] key, byte[] nonce) = (Bytes(test, "key"), Bytes(test, "iv"));
            if (key.Length != 32 || nonce.Length != 12) continue;
            byte[] sealedText = Bytes(test, "ct"), tag = Bytes(test, "tag"), data = Bytes(test, "aad");
            byte[] opened = new byte[sealedText.Length];
            using AesGcm aes = new(key, 16);
            void Open() => aes.Decrypt(nonce, sealedText, tag, opened, data);
            if (test.GetProperty("result").GetString() == "valid")
            {
                Open();
                Assert.That(opened, Is.EqualTo(Bytes(test, "msg")), Id(test));
            }
            else
            {
                Assert.That(Open, Throws.TypeOf<AuthenticationTagMismatchException>(), Id(test));
            }
            checkedTests++;
        }
        Assert.That(checkedTests, Is.GreaterThan(50));
    }

    private static List<JsonElement> Tests(string file, int atLeast)
    {
        JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedVectors.PathOf(file)));
        List<JsonElement> tests = [.. document.RootElement.GetProperty("testGroups").EnumerateArray()
            .SelectMany(group => group.GetProperty("tests").EnumerateArray())];
        Assert.That(tests, Has.Count.GreaterThanOrEqualTo(atLeast));
        return tests;
    }

    /// <summary>
    /// Wycheproof writes secrets as DER integers: of any length, with or without leading zeros.
    /// </summary>
    private static ECPrivKey Secret(string hex)
    {
        byte[] bytes = Number(Convert.FromHexString(hex)).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.That(ECPrivKey.TryCreate([.. new byte[32 - bytes.Length], .. bytes], out ECPrivKey? key));
        return key!;
    }

    /// <summary>Whether x³ + 7 has a root, by Euler's criterion.</summary>
    private static bool IsOnCurve(BigInteger x)
        => x < FieldPrime
            && BigInteger.ModPow(BigInteger.Pow(x, 3) + 7, (FieldPrime - 1) / 2, FieldPrime) == 1;

    private static BigInteger Number(ReadOnlySpan<byte> bytes)
        => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(JsonElement test, string name)
        => Convert.FromHexString(test.GetProperty(name).GetString()!);

    private static string Id(JsonElement test)
        => $"tcId {test.GetProperty("tcId")}: {test.GetProperty("comment")}";
}
