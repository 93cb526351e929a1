using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class ProofCheckerTests
{
    private readonly CertifiedProof certified = new();

    [Test]
    public void A_row_under_a_quorums_signatures_is_present()
    {
        ProofVerdict verdict = new ProofChecker(certified.Trust).Check(certified.Make(0, 2, 3));
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Present>());
        var present = (ProofVerdict.Present)verdict;
        Assert.That(present.StateHeight, Is.EqualTo(new Height(40)));
        Assert.That(present.Value.ToArray(), Is.EqualTo(CertifiedProof.Value));
    }

    [Test]
    public void Fewer_signatures_than_a_quorum_prove_nothing() =>
        Assert.That(Refusal(certified.Make(0, 1)), Does.Contain("2 validators signed, a quorum is 3"));

    [Test]
    public void Another_chain_is_refused()
    {
        ChainTrust other = certified.Trust with { Chain = TaggedHash.Genesis.Of("another"u8) };
        Assert.That(
            new ProofChecker(other).Check(certified.Make(0, 1, 2)), Is.TypeOf<ProofVerdict.Refused>());
    }

    [Test]
    public void Other_validators_signatures_are_refused() =>
        Assert.That(
            new ProofChecker(new CertifiedProof().Trust).Check(certified.Make(0, 1, 2)),
            Is.TypeOf<ProofVerdict.Refused>());

    [Test]
    public void Prepare_votes_do_not_commit()
    {
        StateProof proof = certified.Make(0, 1, 2);
        proof.Certificate = ByteString.CopyFrom(
            CertificateCodec.Encode(certified.Sign(VoteKind.Prepare, 0, 1, 2)));
        Assert.That(Refusal(proof), Does.Contain("Commit"));
    }

    [Test]
    public void Every_flipped_bit_is_noticed()
    {
        StateProof proof = certified.Make(0, 1, 2);
        byte[] bytes = proof.ToByteArray();
        var checker = new ProofChecker(certified.Trust);
        for (int position = 0; position < bytes.Length; position++)
        {
            byte[] tampered = [.. bytes];
            tampered[position] ^= 1;
            if (TryParse(tampered) is not { } parsed) continue;
            // A flipped field number of an empty field leaves an equal message behind; nothing else may pass.
            if (checker.Check(parsed) is not ProofVerdict.Refused)
                Assert.That(Effective(parsed), Is.EqualTo(Effective(proof)), $"byte {position}");
        }
    }

    [Test]
    public void A_value_cannot_be_hidden_as_absent()
    {
        StateProof proof = certified.Make(0, 1, 2);
        proof.Value = ByteString.Empty;
        Assert.That(Refusal(proof), Does.Contain("absence"));
    }

    [TestCase(1)]
    [TestCase(31)]
    [TestCase(33)]
    public void Odd_lengths_are_refused_and_never_throw(int length)
    {
        ByteString odd = ByteString.CopyFrom(new byte[length]);
        Action<StateProof>[] spoilers =
        [
            proof => proof.Header = odd,
            proof => proof.Certificate = odd,
            proof => proof.Siblings[0] = odd,
            proof => proof.OtherKeyHash = odd,
            proof => proof.OtherValueHash = odd,
        ];
        foreach (Action<StateProof> spoil in spoilers)
        {
            StateProof proof = certified.Make(0, 1, 2);
            spoil(proof);
            Assert.That(Refusal(proof), Is.Not.Empty);
        }
    }

    private string Refusal(StateProof proof)
    {
        ProofVerdict verdict = new ProofChecker(certified.Trust).Check(proof);
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Refused>());
        return ((ProofVerdict.Refused)verdict).Reason;
    }

    private static string Effective(StateProof proof) =>
        $"{proof.Key} {proof.Value} {proof.Header} {proof.Certificate}";

    private static StateProof? TryParse(byte[] bytes)
    {
        try
        {
            return StateProof.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
