using Chain.Crypto;

namespace Chain.Ledger.Tree;

/// <summary>The hashes of the leaves that a batch writes, by the number of the write.</summary>
internal sealed class LeafHashes
{
    private readonly Sha256Batch batch;
    private Hash32[] hashes = [];

    public LeafHashes() => batch = new Sha256Batch((number, hash) => hashes[number] = hash);

    public Hash32 this[int write] => hashes[write];

    public void Of(ReadOnlySpan<TreeWrite> writes)
    {
        if (hashes.Length < writes.Length) hashes = new Hash32[2 * writes.Length];
        Span<byte> input = stackalloc byte[StateHash.LeafBytes];
        for (int i = 0; i < writes.Length; i += 1)
        {
            if (writes[i].Delete) continue;
            StateHash.WriteLeaf(writes[i].KeyHash, writes[i].ValueHash, input);
            batch.Add(input, i);
        }
        batch.Finish();
    }
}
