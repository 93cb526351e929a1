using System.Security.Cryptography;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Proto;

/// <summary>
/// What is hashed or signed must never change its bytes by accident. A failure here is a new, incompatible
/// network: change the hash only together with the layout's version and its spec.
/// </summary>
public class WireFreezeTests
{
    private static IEnumerable<TestCaseData> Layouts()
    {
        yield return Case("header", HeaderCodec.Encode(Samples.Header()),
            "fb0d93206856df5834599dee4d9e76aebf9316581dd438d3d1a496d7504e7d5e");
        yield return Case("block digest", Samples.Header().Digest.ToArray(),
            "3832441415ffe78e64e332f16f3b4930aec473a2982b155bb8e3f3baf363dd99");
        yield return Case("vote", VoteCodec.Encode(Samples.Vote()),
            "69f92e21c1ac07f85377f9e89af36f152b3e3025e93af6b87cb20345ba8f34a9");
        yield return Case("signed vote", VoteCodec.SigningDigest(
            Samples.Hash(1), VoteKind.Commit, new Epoch(2), new View(3), Samples.Hash(4)).ToArray(),
            "4eba59051e4aed9c866afe1474ccbf9c3dbeb49e1e09ecdd84b98218f5c93aa9");
        yield return Case("certificate", CertificateCodec.Encode(Samples.Certificate()),
            "fc4dbfea5abd814dcf908537e33d3d776f17a2ffe80652a07caa809ffe932c79");
        yield return Case("transaction id", TaggedHash.Transaction.Of(Samples.Body().ToByteArray()).ToArray(),
            "cca37da067c3fb1046519fb0c0a7434349bc208523062253e8acf41086a13c23");
        yield return Case("transactions root", MerkleRoot.Of(
            [Samples.Hash(1), Samples.Hash(2), Samples.Hash(3), Samples.Hash(4), Samples.Hash(5)]).ToArray(),
            "04ae3852c9dc1ac48dc530e9b17ee91473807aa71d8e7a3979e62c66d6313d0c");
        yield return Case("receipt status numbers", System.Text.Encoding.ASCII.GetBytes(string.Join(",",
            Enum.GetValues<ReceiptStatus>().Select(status => $"{(int)status}={status}"))),
            "38a3faff5a76e82ee2d7512232a9db5a264efd233c8d55978f1fc4939f6daf7d");
    }

    [Test]
    public void Fields_of_signed_messages_keep_their_numbers_and_types()
    {
        IEnumerable<string> fields = TransactionReflection.Descriptor.MessageTypes.SelectMany(
            message => message.Fields.InDeclarationOrder().Select(
                field => $"{message.Name}.{field.Name} = {field.FieldNumber} {field.FieldType}"));
        IEnumerable<string> names = TransactionReflection.Descriptor.EnumTypes.SelectMany(
            type => type.Values.Select(value => $"{type.Name}.{value.Name} = {value.Number}"));
        string schema = string.Join('\n', fields.Concat(names).Order(StringComparer.Ordinal));
        byte[] digest = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(schema));
        Assert.That(Convert.ToHexStringLower(digest), Is.EqualTo(
            "9cf2c32729a1164ee141fbfb4218a86b42cf0bc8f2b4c5151d964247e0e1a000"), schema);
    }

    [TestCaseSource(nameof(Layouts))]
    public void The_bytes_are_those_of_the_first_release(byte[] bytes, string expected) =>
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(bytes)), Is.EqualTo(expected));

    private static TestCaseData Case(string name, byte[] bytes, string expected) =>
        new TestCaseData(bytes, expected).SetArgDisplayNames(name);
}
