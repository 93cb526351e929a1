using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace Chain.Tests.Crypto;

public class Sha256Tests
{
    // FIPS 180-2, appendix B, and the empty message.
    [TestCase("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [TestCase("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Published_digests_hold(string message, string digest)
        => Assert.That(Sha256.Hash(Encoding.ASCII.GetBytes(message)).ToString(), Is.EqualTo(digest));

    [Test]
    public void All_lengths_agree_with_the_platform()
    {
        Random random = new(7);
        for (int length = 0; length < 3000; length += length < 300 ? 1 : 61)
        {
            byte[] data = new byte[length], digest = new byte[32];
            random.NextBytes(data);
            Sha256.Hash(data, digest);
            Assert.That(digest, Is.EqualTo(SHA256.HashData(data)), $"{length} bytes");
        }
    }

    [Test]
    public void A_pair_hashes_as_its_concatenation()
    {
        Hash32 left = Sha256.Hash([1]), right = Sha256.Hash([2]);
        byte[] both = [.. left.Span, .. right.Span];
        Assert.That(Sha256.HashPair(left, right).ToArray(), Is.EqualTo(SHA256.HashData(both)));
    }

    [Test]
    public void The_native_way_is_in_use_where_the_library_is()
    {
        bool present = System.Runtime.InteropServices.NativeLibrary.TryLoad("libcrypto.so.3", out _);
        Assert.That(Sha256.IsNative, Is.EqualTo(present));
    }

    [Test]
    public void Many_threads_hash_at_once()
    {
        int wrong = 0;
        Parallel.For(0, 2000, i =>
        {
            byte[] data = new byte[64];
            BitConverter.TryWriteBytes(data, i);
            bool same = Sha256.Hash(data).Span.SequenceEqual(SHA256.HashData(data));
            if (!same) Interlocked.Increment(ref wrong);
        });
        Assert.That(wrong, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(16)]
    [TestCase(37)]
    public void A_batch_hashes_messages_of_all_lengths_as_the_bcl_does(int each)
    {
        var random = new Random(1);
        byte[][] messages = [.. Enumerable.Range(0, 300 * each).Select(i => new byte[i % 300])];
        foreach (byte[] message in messages) random.NextBytes(message);
        random.Shuffle(messages);
        var digests = new Hash32[messages.Length];
        var batch = new Sha256Batch((number, digest) => digests[number] = digest);
        for (int i = 0; i < messages.Length; i += 1) batch.Add(messages[i], i);
        batch.Finish();
        Assert.That(digests, Is.EqualTo(messages.Select(message => new Hash32(SHA256.HashData(message)))));
    }

    [Test]
    public void Pairs_of_any_number_hash_as_their_bytes()
    {
        for (int count = 0; count < 50; count += 1)
        {
            var pairs = new Hash32[2 * count];
            for (int i = 0; i < pairs.Length; i += 1) pairs[i] = Sha256.Hash([(byte)count, (byte)i]);
            var digests = new Hash32[count];
            Sha256.HashPairs(pairs, digests);
            Assert.That(digests, Is.EqualTo(pairs.Chunk(2).Select(pair =>
                new Hash32(SHA256.HashData([.. pair[0].ToArray(), .. pair[1].ToArray()])))));
        }
    }
}
