using System.Reflection;
using Chain.Crypto;
using NUnit.Framework;

namespace Chain.Tests.Crypto;

public class Bip340Tests
{
    /// <summary>
    /// Rows of the BIP's own table: index, secret, public key, aux, message, signature, verdict.
    /// </summary>
    private static readonly string[] FixedRows =
    [
        "0,0000000000000000000000000000000000000000000000000000000000000003,"
        + "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9,"
        + "0000000000000000000000000000000000000000000000000000000000000000,"
        + "0000000000000000000000000000000000000000000000000000000000000000,"
        + "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA8215"
        + "25F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0,TRUE,",
        "1,B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF,"
        + "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659,"
        + "0000000000000000000000000000000000000000000000000000000000000001,"
        + "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89,"
        + "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE3341"
        + "8906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A,TRUE,",
        "5,,EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34,,"
        + "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89,"
        + "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769"
        + "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B,FALSE,no such point",
        "15,0340034003400340034003400340034003400340034003400340034003400340,"
        + "778CAA53B4393AC467774D09497A87224BF9FAB6F6E68B23086497324D6FD117,"
        + "0000000000000000000000000000000000000000000000000000000000000000,,"
        + "71535DB165ECD9FBBC046E5FFAEA61186BB6AD436732FCCC25291A55895464CF"
        + "6069CE26BF03466228F19A3A62DB8A649F2D560FAC652827D1AF0574E427AB63,TRUE,message of size 0",
        "16,0340034003400340034003400340034003400340034003400340034003400340,"
        + "778CAA53B4393AC467774D09497A87224BF9FAB6F6E68B23086497324D6FD117,"
        + "0000000000000000000000000000000000000000000000000000000000000000,11,"
        + "08A20A0AFEF64124649232E0693C583AB1B9934AE63B4C3511F3AE1134C6A303"
        + "EA3173BFEA6683BD101FA5AA5DBC1996FE7CACFC5A577D33EC14564CEC2BACBF,TRUE,message of size 1",
    ];

    [TestCaseSource(nameof(FixedRows))]
    public void A_row_of_the_specification_holds(string row) => Check(row);

    [Test]
    public void Every_published_row_holds()
    {
        string[] rows = File.ReadAllLines(SharedVectors.PathOf("bip340.csv"))[1..];
        Assert.That(rows, Has.Length.GreaterThanOrEqualTo(15));
        Assert.Multiple(() => { foreach (string row in rows) Check(row); });
    }

    private static void Check(string row)
    {
        string[] fields = row.Split(',');
        byte[][] bytes = [.. fields[1..6].Select(Convert.FromHexString)];
        (byte[] secret, byte[] key, byte[] aux, byte[] message, byte[] signature) =
            (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]);
        if (secret.Length > 0)
        {
            Assert.That(ECPrivKey.TryCreate(secret, out ECPrivKey? signer), row);
            using (signer)
            {
                byte[] made = new byte[64];
                signer!.SignBIP340(message, aux, made);
                Assert.That(signer.XOnlyPubKey.ToBytes(), Is.EqualTo(key), row);
                Assert.That(made, Is.EqualTo(signature), row);
            }
        }
        bool expected = fields[6] == "TRUE";
        Assert.That(Bip340.VerifyMessage(key, message, signature), Is.EqualTo(expected), row);
        bool known = ECXOnlyPubKey.TryCreate(key, out ECXOnlyPubKey? parsed);
        Assert.That(known && parsed!.SigVerifyBIP340(message, signature), Is.EqualTo(expected), row);
        Assert.That(ECXOnlyPubKey.IsValid(key), Is.EqualTo(known), row);
    }

    [Test]
    public void A_signature_with_any_bit_flipped_fails()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        byte[] digest = new byte[32], publicKey = key.XOnlyPubKey.ToBytes();
        byte[] signature = key.SignBIP340(digest);
        Assert.That(Bip340.Verify(publicKey, digest, signature));
        foreach (byte[] field in new[] { publicKey, digest, signature })
            for (int bit = 0; bit < field.Length * 8; bit++)
            {
                field[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.That(Bip340.Verify(publicKey, digest, signature), Is.False, $"bit {bit}");
                field[bit / 8] ^= (byte)(1 << (bit % 8));
            }
    }

    [Test]
    public void Wrong_lengths_are_refused_and_never_throw()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        byte[] digest = new byte[32], publicKey = key.XOnlyPubKey.ToBytes();
        byte[] signature = key.SignBIP340(digest);
        Assert.Multiple(() =>
        {
            Assert.That(Bip340.Verify(publicKey, digest.AsSpan(1), signature), Is.False);
            Assert.That(Bip340.Verify(publicKey.AsSpan(1), digest, signature), Is.False);
            Assert.That(Bip340.Verify(publicKey, digest, signature.AsSpan(1)), Is.False);
            Assert.That(Bip340.Verify(publicKey, digest, [.. signature, 0]), Is.False);
            Assert.That(Bip340.Verify([], [], []), Is.False);
            Assert.That(key.XOnlyPubKey.SigVerifyBIP340(digest, []), Is.False);
            Assert.That(ECXOnlyPubKey.TryCreate(publicKey.AsSpan(1), out _), Is.False);
            Assert.That(ECPrivKey.TryCreate(new byte[31], out _), Is.False);
        });
    }

    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364140", true)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", false)]
    public void A_secret_is_between_zero_and_the_order(string secret, bool valid)
    {
        byte[] bytes = Convert.FromHexString(secret);
        Assert.That(ECPrivKey.TryCreate(bytes, out ECPrivKey? key), Is.EqualTo(valid));
        key?.Dispose();
    }

    [Test]
    public void Verification_does_not_allocate()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        byte[] digest = new byte[32], publicKey = key.XOnlyPubKey.ToBytes();
        byte[] signature = key.SignBIP340(digest);
        bool valid = Bip340.Verify(publicKey, digest, signature);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) valid &= Bip340.Verify(publicKey, digest, signature);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(valid);
    }

    [Test]
    public void Many_threads_sign_and_verify_with_one_key()
    {
        using ECPrivKey key = ECPrivKey.Generate();
        byte[] publicKey = key.XOnlyPubKey.ToBytes();
        int valid = 0;
        Parallel.For(0, 200, i =>
        {
            byte[] digest = new byte[32];
            BitConverter.TryWriteBytes(digest, i);
            if (Bip340.Verify(publicKey, digest, key.SignBIP340(digest))) Interlocked.Increment(ref valid);
        });
        Assert.That(valid, Is.EqualTo(200));
    }

    [Test]
    public void A_disposed_key_signs_no_more_and_says_no_secret()
    {
        ECPrivKey key = ECPrivKey.Generate();
        byte[] secret = new byte[32];
        key.WriteTo(secret);
        Assert.That(key.ToString(), Does.Not.Contain(Convert.ToHexStringLower(secret)));
        key.Dispose();
        Assert.That(() => key.SignBIP340(new byte[32]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => key.WriteTo(secret), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void The_types_of_the_wire_sign_and_verify_as_their_bytes_do()
    {
        using ECPrivKey key = ECPrivKey.Generate(), other = ECPrivKey.Generate();
        Hash32 digest = Sha256.Hash([1]), another = Sha256.Hash([2]);
        Signature signature = key.Sign(digest);
        Assert.Multiple(() =>
        {
            Assert.That(Bip340.Verify(key.PublicKey, digest, signature));
            Assert.That(Bip340.Verify(key.XOnlyPubKey.X, digest.Span, signature.Span));
            Assert.That(Bip340.Verify(key.PublicKey, another, signature), Is.False);
            Assert.That(Bip340.Verify(other.PublicKey, digest, signature), Is.False);
            Assert.That(key.Sign(digest), Is.Not.EqualTo(signature), "fresh randomness in each");
        });
    }

    [Test]
    public void Disposing_a_key_zeroes_its_memory()
    {
        ECPrivKey key = ECPrivKey.Generate();
        byte[] memory = (byte[])typeof(ECPrivKey)
            .GetField("memory", BindingFlags.NonPublic | BindingFlags.Instance)!
            .GetValue(key)!;
        Assert.That(memory, Has.Some.Not.Zero);
        key.Dispose();
        Assert.That(memory, Is.All.Zero);
    }
}
