using Chain.Client;
using Chain.Crypto;
using Chain.Node.Verification;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Verification;

public class SignaturePoolTests
{
    private const string ChainId = "pool-test";

    [Test]
    public async Task Signatures_inside_operations_are_checked_with_the_transactions_own()
    {
        using var pool = new SignaturePool(1);
        using ECPrivKey key = ECPrivKey.Generate(), next = ECPrivKey.Generate();
        Operation good = Governance.RotateKey(ChainId, key.Account, next, rotations: 3);
        Operation flipped = Changed(good, rotate =>
        {
            byte[] bytes = rotate.NewKeySignature.ToByteArray();
            bytes[40] ^= 1;
            rotate.NewKeySignature = ByteString.CopyFrom(bytes);
        });
        (Transaction Of, bool Holds)[] cases =
        [
            (Sign(key, good), true),
            (Sign(key, Transfer(), good), true),
            (Sign(key, flipped), false),
            (Sign(key, good, flipped), false),
            (Sign(key, Changed(good, rotate => rotate.Rotation = 4)), false),
            (Sign(key, Changed(good, rotate => rotate.NewKey = key.Account.ToByteString())), false),
            (Sign(next, good), false),
            (Sign(key, Governance.RotateKey("another", key.Account, next, rotations: 3)), false),
        ];
        bool[] answers =
            await pool.VerifyAsync([.. cases.Select(one => one.Of)], CancellationToken.None);
        Assert.That(answers, Is.EqualTo(cases.Select(one => one.Holds)));
    }

    [Test]
    public async Task The_key_that_the_body_names_is_the_one_that_must_have_signed()
    {
        using var pool = new SignaturePool(1);
        using ECPrivKey first = ECPrivKey.Generate(), present = ECPrivKey.Generate();
        Transaction rotated = new TransactionBuilder(ChainId, present, first.Account)
            .Add(Transfer()).Sign(DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.That(rotated.Signer.Bytes, Is.EqualTo(present.Account.Bytes));
        TransactionBody silent = rotated.Body.Clone();
        silent.Key = ByteString.Empty;
        Transaction unnamed = Parse(silent, present), named = Parse(rotated.Body, first);
        bool[] answers = await pool.VerifyAsync(
            [TransactionCodec.Parse(rotated.Bytes, out _)!, unnamed, named], CancellationToken.None);
        Assert.That(answers, Is.EqualTo([true, false, false]));

        static Transaction Parse(TransactionBody body, ECPrivKey key)
        {
            byte[] bytes = body.ToByteArray();
            return TransactionCodec.Parse(
                TransactionCodec.Encode(bytes, key.Sign(TaggedHash.Transaction.Of(bytes))), out _)!;
        }
    }

    [Test]
    public void A_stranger_chain_id_of_any_characters_is_hashed_not_thrown_at()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        string longest = new('\u20ac', Limits.ChainIdLength);
        Transaction strange = Sign(key, Governance.RotateKey(longest, key.Account, key, 0));
        TransactionBody body = strange.Body.Clone();
        body.ChainId = longest;
        Assert.That(InnerSignatures.Of(body).Single().Key.Bytes, Is.EqualTo(key.Account.Bytes));
    }

    private static Operation Transfer() => Operations.Transfer(default, "EUR", 1);

    private static Operation Changed(Operation operation, Action<RotateKey> change)
    {
        Operation changed = operation.Clone();
        change(changed.RotateKey);
        return changed;
    }

    private static Transaction Sign(ECPrivKey key, params Operation[] operations)
    {
        var builder = new TransactionBuilder(ChainId, key);
        foreach (Operation operation in operations) builder.Add(operation);
        return builder.Sign(DateTimeOffset.UnixEpoch.AddDays(1));
    }
}
