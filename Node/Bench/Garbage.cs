using Chain.Client;
using Chain.Consensus;
using Chain.Crypto;
using Chain.Node.Configuration;
using Chain.Node.Peers;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Bench;

/// <summary>What a flooder throws at others: the large made once, the small each time anew.</summary>
/// <param name="number">The validator in whose name it speaks.</param>
internal sealed class Garbage(BenchMarket market, int number)
{
    // Of field number and length around bytes in a frame.
    private const int Around = 16;

    private readonly ConsensusFrame malformed = new() { Vote = RandomBytes(VoteCodec.Size) };
    private readonly ConsensusFrame largest =
        new() { Certificate = RandomBytes(Limits.PeerMessageBytes - Around) };

    /// <summary>As many well-formed transactions as a batch may hold, of an account unknown.</summary>
    public TransactionBatch Strangers { get; } = OfStrangers(market);

    /// <summary>As many as a batch may hold, of accounts that are there, each signed by another.</summary>
    public TransactionBatch Forged { get; } = OfForger(market);

    /// <summary>A batch of bytes that are no transactions, as large as a message may be.</summary>
    public TransactionBatch Noise { get; } = OfNoise();

    /// <summary>Ends the stream: nonsense, by turns short and as large as a message may be.</summary>
    public ConsensusFrame Malformed(int turn) => turn % 2 == 0 ? malformed : largest;

    /// <summary>A vote of another validator that it did not sign.</summary>
    public static ConsensusFrame ForgedVote(int of)
    {
        using ECPrivKey key = ECPrivKey.Generate();
        Hash32 digest = RandomHash();
        return PeerMessageCodec.ToFrame(new PeerMessage.OfVote(new Vote(
            VoteKind.Prepare, GenesisBuilder.FirstEpoch, new View((ulong)Random.Shared.Next(1, 1 << 20)),
            digest, of, key.Sign(digest))));
    }

    /// <summary>Needs no signature and wants an answer; such questions are of no use to anybody.</summary>
    public ConsensusFrame Question(int turn) => PeerMessageCodec.ToFrame((turn % 3) switch
    {
        0 => new PeerMessage.WantCertificate(GenesisBuilder.FirstEpoch, RandomView(), VoteKind.Commit),
        1 => new PeerMessage.WantProposal(GenesisBuilder.FirstEpoch, RandomView()),
        _ => new PeerMessage.WantNewestVotes(
            number, (ulong)Random.Shared.NextInt64(), new VoterSet(UInt128.Zero)),
    });

    public static FetchBlockRequest Block() => new() { Digest = ByteString.CopyFrom(RandomHash().Span) };

    /// <summary>As many bodies as a block may have.</summary>
    public static FetchTransactionsRequest Bodies() => new()
    {
        BlockDigest = ByteString.CopyFrom(RandomHash().Span),
        TransactionIds = RandomBytes(Limits.TransactionsPerBlock * Hash32.Size),
    };

    private static View RandomView() => new((ulong)Random.Shared.Next(1, 1_000));

    private static TransactionBatch OfStrangers(BenchMarket market)
    {
        using ECPrivKey stranger = ECPrivKey.Generate();
        return Batch(Limits.GossipBatch, i => new TransactionBuilder(BenchMarket.ChainId, stranger)
            .Add(market.Order(i % market.Accounts, (ulong)i, Random.Shared, matches: false))
            .Sign(DateTimeOffset.UtcNow).Bytes);
    }

    private static TransactionBatch OfForger(BenchMarket market)
    {
        using ECPrivKey forger = ECPrivKey.Generate();
        return Batch(Limits.GossipBatch, i =>
        {
            int trader = i % market.Accounts;
            Transaction good = new TransactionBuilder(BenchMarket.ChainId, market.Trader(trader))
                .Add(market.Order(trader, ulong.MaxValue / 2 + (ulong)i, Random.Shared, matches: false))
                .Sign(DateTimeOffset.UtcNow, TransactionBuilder.LongestValidity - TimeSpan.FromSeconds(10));
            return TransactionCodec.Encode(good.Body.ToByteArray(), forger.Sign(good.Id));
        });
    }

    private static TransactionBatch OfNoise()
    {
        const int Each = (Limits.PeerMessageBytes - 64 * 1024) / Limits.GossipBatch;
        return Batch(Limits.GossipBatch, _ => RandomBytes(Each).Memory);
    }

    private static TransactionBatch Batch(int count, Func<int, ReadOnlyMemory<byte>> make) => new()
    {
        Transactions =
        {
            Enumerable.Range(0, count).Select(i => UnsafeByteOperations.UnsafeWrap(make(i))),
        },
    };

    private static Hash32 RandomHash()
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        Random.Shared.NextBytes(bytes);
        return new Hash32(bytes);
    }

    private static ByteString RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
