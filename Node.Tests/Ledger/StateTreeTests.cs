using System.Buffers.Binary;
using System.Security.Cryptography;
using Chain.Crypto;
using Chain.Ledger.Tree;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public class StateTreeTests
{
    private static byte[] Key(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static TreeWrite Write(int key, byte[]? value) =>
        new(StateHash.Of(Key(key)), value is null ? default : StateHash.Of(value), value is null);

    /// <summary>
    /// The tree's definition, word for word: no leaves, one leaf, else two halves by the next bit.
    /// </summary>
    private static byte[] Naive(List<(byte[] Key, byte[] Value)> leaves, int depth)
    {
        if (leaves.Count == 0) return new byte[32];
        if (leaves.Count == 1) return SHA256.HashData([0, .. leaves[0].Key, .. leaves[0].Value]);
        bool Right((byte[] Key, byte[] Value) leaf) => (leaf.Key[depth / 8] & (0x80 >> depth % 8)) != 0;
        byte[] left = Naive([.. leaves.Where(l => !Right(l))], depth + 1);
        return SHA256.HashData([.. left, .. Naive([.. leaves.Where(Right)], depth + 1)]);
    }

    private static Hash32 NaiveRoot(Dictionary<int, byte[]> rows) => new(Naive(
        [.. rows.Select(r => (SHA256.HashData(Key(r.Key)), SHA256.HashData(r.Value)))], 0));

    [Test]
    public void Random_batches_drops_and_old_versions_equal_the_definition()
    {
        for (int seed = 0; seed < 40; seed += 1)
        {
            var random = new Random(seed);
            var tree = new StateTree();
            tree.Start(0);
            var versions = new List<Dictionary<int, byte[]>> { new() };
            int oldest = 0;
            for (int step = 0; step < 160; step += 1)
            {
                if (versions.Count > 1 && random.Next(4) == 0)
                {
                    tree.DropNewest();
                    versions.RemoveAt(versions.Count - 1);
                }
                else Append(tree, versions, random);
                tree.Settle((ulong)Math.Max(0, versions.Count - 10));
                oldest = Math.Max(oldest, versions.Count - Limits.StateVersions);
                Assert.That(tree.Root, Is.EqualTo(NaiveRoot(versions[^1])), $"seed {seed}, step {step}");
            }
            for (int height = oldest; height < versions.Count; height += 7) Provable(tree, versions[height], height);
            Assert.That(oldest == 0 || tree.Prove(default, (ulong)oldest - 1) is null,
                "older versions are forgotten");
        }
    }

    [Test]
    public void Filled_in_parts_it_is_the_same_tree_and_none_of_them_is_dropped()
    {
        var rows = Enumerable.Range(0, 20_000).ToDictionary(key => key, key => Key(key * key));
        var tree = new StateTree();
        foreach (KeyValuePair<int, byte[]>[] some in rows.Chunk(9_000))
            tree.Fill([.. some.Select(row => Write(row.Key, row.Value))]);
        tree.Start(7);
        Hash32 filled = tree.Root;
        Assert.That(filled, Is.EqualTo(NaiveRoot(rows)));
        tree.Append(8, [Write(3, null), Write(20_001, Key(1))]);
        Assert.That(tree.Root, Is.Not.EqualTo(filled));
        Assert.That(tree.Prove(default, 7)!.Value.Root, Is.EqualTo(filled));
        tree.DropNewest();
        Assert.That(tree.Root, Is.EqualTo(filled));
    }

    [Test]
    public void Forgotten_nodes_are_used_again()
    {
        var tree = new StateTree();
        tree.Start(0);
        var random = new Random(1);
        for (ulong height = 1; height <= 2_000; height += 1)
        {
            var keys = Enumerable.Range(0, 20).Select(_ => random.Next(500)).Distinct();
            tree.Append(height, [.. keys.Select(key => Write(key, Key(random.Next())))]);
            tree.Settle(height);
        }
        // 500 leaves and fewer than 700 inner nodes, and per kept version at most 20 leaves with their paths.
        Assert.That(tree.Live, Is.LessThan(1_200 + Limits.StateVersions * 20 * 14));
    }

    [Test]
    public void Large_blocks_leave_fewer_versions_but_all_that_can_be_undone()
    {
        const int Rows = 20_000, Undoable = 20;
        var tree = new StateTree();
        tree.Start(0);
        var roots = new List<Hash32> { tree.Root };
        for (ulong height = 1; height <= 40; height += 1)
        {
            tree.Append(height, [.. Enumerable.Range(0, Rows).Select(key => Write(key, Key((int)height)))]);
            roots.Add(tree.Root);
            tree.Settle(Math.Max(height, Undoable) - Undoable);
        }
        Assert.That(tree.Prove(default, 40 - Undoable - 1), Is.Null);
        Assert.That(tree.Prove(default, 40 - Undoable)!.Value.Root, Is.EqualTo(roots[40 - Undoable]));
        for (int height = 39; height >= 40 - Undoable; height -= 1)
        {
            tree.DropNewest();
            Assert.That(tree.Root, Is.EqualTo(roots[height]));
        }
        // Room again: small blocks keep more versions.
        for (ulong height = 21; height <= 50; height += 1)
        {
            tree.Append(height, [Write(1, Key((int)height))]);
            tree.Settle(height);
        }
        Assert.That(tree.Prove(default, 21), Is.Not.Null);
    }

    [Test]
    public void Proofs_hold_and_every_flipped_bit_breaks_them()
    {
        var tree = new StateTree();
        tree.Fill([.. Enumerable.Range(0, 60).Select(i => Write(i, Key(i * i)))]);
        tree.Start(0);
        foreach (int key in (int[])[0, 17, 59])
        {
            (Hash32 root, KeyProof proof) = tree.Prove(StateHash.Of(Key(key)), 0)!.Value;
            byte[] value = Key(key * key);
            Assert.That(StateProofVerifier.VerifyPresence(root, Key(key), value, proof));
            Assert.That(StateProofVerifier.VerifyAbsence(root, Key(key), proof), Is.False);
            foreach (byte[] flipped in Flips(Key(key)))
                Assert.That(StateProofVerifier.VerifyPresence(root, flipped, value, proof), Is.False);
            foreach (byte[] flipped in Flips(value))
                Assert.That(StateProofVerifier.VerifyPresence(root, Key(key), flipped, proof), Is.False);
            foreach (KeyProof flipped in Flips(proof))
                Assert.That(StateProofVerifier.VerifyPresence(root, Key(key), value, flipped), Is.False);
        }
    }

    [Test]
    public void Absence_is_proved_by_an_empty_end_and_by_another_leaf()
    {
        var tree = new StateTree();
        tree.Fill([.. Enumerable.Range(0, 60).Select(i => Write(i, Key(i * i)))]);
        tree.Start(0);
        int empty = 0, other = 0;
        for (int key = 100; key < 140; key += 1)
        {
            (Hash32 root, KeyProof proof) = tree.Prove(StateHash.Of(Key(key)), 0)!.Value;
            if (proof.OtherKeyHash.IsZero) empty += 1;
            else other += 1;
            Assert.That(StateProofVerifier.VerifyAbsence(root, Key(key), proof));
            Assert.That(StateProofVerifier.VerifyPresence(root, Key(key), Key(1), proof), Is.False);
            foreach (KeyProof flipped in Flips(proof))
                Assert.That(StateProofVerifier.VerifyAbsence(root, Key(key), flipped), Is.False);
        }
        Assert.That((empty, other), Is.Not.EqualTo((0, 40)).And.Not.EqualTo((40, 0)), "both kinds occurred");
    }

    [Test]
    public void A_proof_longer_than_a_key_is_refused_not_thrown_at()
    {
        var proof = new KeyProof([.. Enumerable.Repeat(Hash32.Zero, 257)], StateHash.Of([1]), default);
        Assert.That(StateProofVerifier.VerifyAbsence(Hash32.Zero, [1], proof), Is.False);
        Assert.That(StateProofVerifier.VerifyPresence(Hash32.Zero, [1], [2], proof), Is.False);
    }

    private static void Append(StateTree tree, List<Dictionary<int, byte[]>> versions, Random random)
    {
        var rows = new Dictionary<int, byte[]>(versions[^1]);
        var writes = new Dictionary<int, TreeWrite>();
        for (int i = random.Next(12); i >= 0; i -= 1)
        {
            int key = random.Next(80);
            byte[]? value = random.Next(3) == 0 ? null : Key(random.Next(5));
            writes[key] = Write(key, value);
            if (value is null) rows.Remove(key);
            else rows[key] = value;
        }
        tree.Append((ulong)versions.Count, [.. writes.Values]);
        versions.Add(rows);
    }

    private static void Provable(StateTree tree, Dictionary<int, byte[]> rows, int height)
    {
        Hash32 expected = NaiveRoot(rows);
        for (int key = 0; key < 90; key += 1)
        {
            (Hash32 root, KeyProof proof) = tree.Prove(StateHash.Of(Key(key)), (ulong)height)!.Value;
            Assert.That(root, Is.EqualTo(expected));
            Assert.That(rows.TryGetValue(key, out byte[]? value)
                ? StateProofVerifier.VerifyPresence(root, Key(key), value, proof)
                : StateProofVerifier.VerifyAbsence(root, Key(key), proof));
        }
    }

    private static IEnumerable<byte[]> Flips(byte[] bytes)
    {
        for (int bit = 0; bit < bytes.Length * 8; bit += 1)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            yield return flipped;
        }
    }

    private static IEnumerable<KeyProof> Flips(KeyProof proof)
    {
        for (int i = 0; i < proof.Siblings.Count; i += 1)
            foreach (byte[] flipped in Flips(proof.Siblings[i].ToArray()))
                yield return proof with { Siblings = [.. proof.Siblings.Select((s, j) => j == i ? new Hash32(flipped) : s)] };
        foreach (byte[] flipped in Flips(proof.OtherKeyHash.ToArray()))
            yield return proof with { OtherKeyHash = new Hash32(flipped) };
        foreach (byte[] flipped in Flips(proof.OtherValueHash.ToArray()))
            yield return proof with { OtherValueHash = new Hash32(flipped) };
        yield return proof with { Siblings = [.. proof.Siblings.SkipLast(1)] };
    }
}
