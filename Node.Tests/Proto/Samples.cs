using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Proto;

/// <summary>Fixed values of every wire type; a change here changes the frozen hashes.</summary>
internal static class Samples
{
    public static Hash32 Hash(byte fill) => new(Enumerable.Repeat(fill, Hash32.Size).ToArray());

    public static Signature Signature(byte fill) => new(Hash(fill), Hash((byte)(fill + 1)));

    public static BlockHeader Header() => new()
    {
        Chain = Hash(1),
        Epoch = new Epoch(2),
        Height = new Height(3),
        Parent = Hash(4),
        TimestampMs = 5,
        TransactionCount = 1,
        TransactionsRoot = MerkleRoot.Of([Hash(6)]),
        StateRoot = Hash(7),
        ReceiptsRoot = Hash(8),
        NextValidators = Hash(9),
    };

    public static Vote Vote(VoteKind kind = VoteKind.Prepare) => new(
        kind, new Epoch(2), new View(10), kind == VoteKind.ViewChange ? default : Header().Digest, 3,
        Signature(11));

    public static Certificate Certificate(VoteKind kind = VoteKind.Prepare) => new(
        kind, new Epoch(2), new View(9), kind == VoteKind.ViewChange ? default : Hash(4),
        VoterSet.Empty.With(0).With(2).With(100), [Signature(20), Signature(22), Signature(24)]);

    public static Proposal Proposal() => new(
        new Epoch(2), new View(10), Header(), [Hash(6)], Certificate(),
        [Certificate(VoteKind.ViewChange)], Vote());

    public static TransactionBody Body()
    {
        var body = new TransactionBody
        {
            ChainId = "sample-1",
            Account = ByteString.CopyFrom(Hash(30).ToArray()),
            ValidUntilMs = 1_000,
            Nonce = 7,
        };
        body.Operations.Add(new Operation
        {
            PlaceOrder = new PlaceOrder
            {
                ClientOrderId = 1,
                Instrument = new Instrument { Product = "compute.a", Delivery = Delivery.Slot, Slot = 9 },
                Side = Side.Buy,
                Lots = 10,
                Limit = 250,
                TimeInForce = TimeInForce.Gtc,
            },
        });
        return body;
    }

    public static byte[] Transaction() => TransactionCodec.Encode(Body().ToByteArray(), Signature(40));
}
