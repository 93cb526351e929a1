using Chain.Client;
using Chain.Crypto;
using Chain.Ledger;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Cli;

/// <summary>A state of two rows under a header that validators really signed.</summary>
internal sealed class CertifiedProof
{
    public static readonly Hash32 Chain = TaggedHash.Genesis.Of("a genesis"u8);

    private readonly List<ECPrivKey> keys = [.. Enumerable.Range(0, 4).Select(_ => ECPrivKey.Generate())];
    private readonly BlockHeader header;
    private readonly Hash32 neighbour;

    public CertifiedProof()
    {
        // Two leaves whose paths part at the first bit: each is the other's only sibling.
        Hash32 own = StateHash.Of(Key);
        byte[] other = OtherSide(own);
        neighbour = StateHash.Leaf(StateHash.Of(other), StateHash.Of("the neighbour"u8));
        Hash32 leaf = StateHash.Leaf(own, StateHash.Of(Value));
        header = new BlockHeader
        {
            Chain = Chain,
            Epoch = new Epoch(1),
            Height = new Height(41),
            Parent = TaggedHash.Block.Of("parent"u8),
            TimestampMs = 1,
            TransactionCount = 0,
            TransactionsRoot = MerkleRoot.Of([]),
            StateRoot = KeyProof.Bit(own, 0)
                ? StateHash.Node(neighbour, leaf) : StateHash.Node(leaf, neighbour),
            ReceiptsRoot = Hash32.Zero,
            NextValidators = Hash32.Zero,
        };
    }

    public static byte[] Key => StateKey.Asset("EUR");

    public static byte[] Value => [1, 2, 3];

    public ChainTrust Trust => new(Chain, PublicKeys);

    public IReadOnlyList<PublicKey> PublicKeys => [.. keys.Select(key => key.PublicKey)];

    public StateProof Make(params int[] signers) => new()
    {
        Key = ByteString.CopyFrom(Key),
        Value = ByteString.CopyFrom(Value),
        Header = ByteString.CopyFrom(HeaderCodec.Encode(header)),
        Certificate = ByteString.CopyFrom(CertificateCodec.Encode(Sign(VoteKind.Commit, signers))),
        Siblings = { ByteString.CopyFrom(neighbour.Span) },
    };

    public Certificate Sign(VoteKind kind, params int[] signers)
    {
        var view = new View(50);
        Hash32 digest = VoteCodec.SigningDigest(Chain, kind, header.Epoch, view, header.Digest);
        return new Certificate(
            kind, header.Epoch, view, header.Digest,
            signers.Aggregate(VoterSet.Empty, (set, signer) => set.With(signer)),
            [.. signers.Order().Select(signer => keys[signer].Sign(digest))]);
    }

    private static byte[] OtherSide(Hash32 own)
    {
        for (int i = 0; ; i++)
        {
            byte[] key = StateKey.Asset($"A{i}");
            if (KeyProof.Bit(StateHash.Of(key), 0) != KeyProof.Bit(own, 0)) return key;
        }
    }
}
