using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Proto;

public class TransactionCodecTests
{
    [Test]
    public void A_canonical_transaction_parses_and_names_its_parts()
    {
        Transaction? transaction = TransactionCodec.Parse(Samples.Transaction(), out string? problem);
        Assert.That(problem, Is.Null);
        Assert.That(transaction!.Id, Is.EqualTo(TaggedHash.Transaction.Of(Samples.Body().ToByteArray())));
        Assert.That(transaction.Account, Is.EqualTo(new AccountId(Samples.Hash(30))));
        Assert.That(transaction.Body, Is.EqualTo(Samples.Body()));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        byte[] good = Samples.Transaction();
        yield return Case("nothing", []);
        yield return Case("noise", [0xff, 0xff, 0xff, 0xff]);
        yield return Case("a trailing byte", [.. good, 0]);
        yield return Case("an unknown field after the end", [.. good, 0x7a, 1, 1]);
        yield return Case("oversized", new byte[Limits.TransactionBytes + 1]);
        yield return Case("a short signature", Signed(Samples.Body().ToByteArray(), 63));
        yield return Case("no signature", Signed(Samples.Body().ToByteArray(), 0));
        yield return Case(
            "an unknown field in the body", Signed([.. Samples.Body().ToByteArray(), 0x7a, 1, 1]));
        yield return Case("an unknown field in an operation", Signed(WithUnknownOperationField()));
        yield return Case("a default written out", Signed([.. Samples.Body().ToByteArray(), 0x20, 0]));
        yield return Case("a field twice", Signed([.. Samples.Body().ToByteArray(), 0x20, 7]));
        yield return Case("a long varint", Signed(WithLongVarint()));
        yield return Case("no chain id", Signed(Changed(body => body.ChainId = "")));
        yield return Case("a long chain id", Signed(Changed(body => body.ChainId = new string('x', 33))));
        yield return Case(
            "a short account", Signed(Changed(body => body.Account = ByteString.CopyFrom(1, 2))));
        yield return Case("a short key", Signed(Changed(body => body.Key = ByteString.CopyFrom(1, 2))));
        yield return Case("a key that is the account's id", Signed(Changed(body => body.Key = body.Account)));
        yield return Case("a short signature inside", Signed(Changed(body => body.Operations.Add(
            Rotation(key: 32, signature: 63)))));
        yield return Case("a short key inside", Signed(Changed(body => body.Operations.Add(
            Rotation(key: 31, signature: 64)))));
        yield return Case("no validity", Signed(Changed(body => body.ValidUntilMs = 0)));
        yield return Case("no operation", Signed(Changed(body => body.Operations.Clear())));
        yield return Case(
            "an empty operation", Signed(Changed(body => body.Operations.Add(new Operation()))));
        yield return Case("too many operations", Signed(Changed(body => body.Operations.Add(
            Enumerable.Repeat(body.Operations[0], Limits.OperationsPerTransaction)))));
        yield return Case("too many attested slots", Signed(Changed(body => body.Operations.Add(
            Enumerable.Repeat(
                new Operation { AttestCapacity = new() { LastSlot = Limits.SlotsPerAttestation - 1 } },
                Limits.SharePerTransaction / Limits.SlotsPerAttestation)))));
    }

    [TestCaseSource(nameof(Refused))]
    public void Anything_else_is_refused_with_a_sentence(byte[] bytes)
    {
        Assert.That(TransactionCodec.Parse(bytes, out string? problem), Is.Null);
        Assert.That(problem, Is.Not.Empty);
    }

    [Test]
    public void Every_truncation_is_refused()
    {
        byte[] good = Samples.Transaction();
        for (int length = 0; length < good.Length; length++)
            Assert.That(TransactionCodec.Parse(good.AsMemory(0, length), out _), Is.Null, $"{length} bytes");
    }

    private static byte[] Signed(byte[] body, int signatureLength = 64) => new SignedTransaction
    {
        Body = ByteString.CopyFrom(body),
        Signature = ByteString.CopyFrom(new byte[signatureLength]),
    }.ToByteArray();

    private static byte[] Changed(Action<TransactionBody> change)
    {
        TransactionBody body = Samples.Body();
        change(body);
        return body.ToByteArray();
    }

    private static Operation Rotation(int key, int signature) => new()
    {
        RotateKey = new RotateKey
        {
            NewKey = ByteString.CopyFrom(new byte[key]),
            NewKeySignature = ByteString.CopyFrom(new byte[signature]),
        },
    };

    private static byte[] WithUnknownOperationField()
    {
        // An operation with field 100 (varint 1) after its place_order.
        byte[] operation = [.. Samples.Body().Operations[0].ToByteArray(), 0xa0, 0x06, 1];
        byte[] head = Changed(body => body.Operations.Clear());
        return [.. head, 0x2a, (byte)operation.Length, .. operation];
    }

    private static byte[] WithLongVarint()
    {
        // nonce 7 (0x20 0x07) as a two-byte varint.
        byte[] body = Samples.Body().ToByteArray();
        int nonce = body.AsSpan().IndexOf([(byte)0x20, (byte)0x07, (byte)0x2a]);
        return [.. body[..nonce], 0x20, 0x87, 0x00, .. body[(nonce + 2)..]];
    }

    private static TestCaseData Case(string name, byte[] bytes) =>
        new TestCaseData(bytes).SetArgDisplayNames(name);
}
