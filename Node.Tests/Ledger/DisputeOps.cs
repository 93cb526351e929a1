using System.Buffers.Binary;
using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Ledger;

/// <summary>Operations on disputes in one call each.</summary>
internal static class DisputeOps
{
    /// <summary>The key that every refusal here discloses.</summary>
    public static readonly Hash32 Key = Market.Key(4_242).Bytes;

    /// <summary>Whose private key it is.</summary>
    public static readonly ByteString DeliveryKey = PublicOf(Key);

    public static Operation Refuse(Hash32 lease) => new()
    {
        RefuseHandover = new RefuseHandover { Lease = Id(lease), DisclosedKey = Id(Key) },
    };

    public static Operation Open(Hash32 lease, ulong number, UInt128 stated)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, stated);
        return new Operation
        {
            OpenDispute = new OpenDispute
            {
                Lease = Id(lease),
                Number = number,
                Delivered = ByteString.CopyFrom(bytes),
            },
        };
    }

    public static Operation Commit(Hash32 dispute, byte round, AccountId member, Verdict verdict) => new()
    {
        CommitVerdict = new CommitVerdict
        {
            Dispute = Id(dispute),
            Commitment = Id(DisputeHashes.OfVote(dispute, round, member, verdict, SaltOf(member).Span)),
        },
    };

    public static Operation Reveal(Hash32 dispute, AccountId member, Verdict verdict) => new()
    {
        RevealVerdict = new RevealVerdict
        {
            Dispute = Id(dispute),
            Verdict = verdict,
            Salt = Id(SaltOf(member)),
        },
    };

    private static Hash32 SaltOf(AccountId member) => TaggedHash.Genesis.Of(member.Bytes.Span);

    private static ByteString PublicOf(Hash32 secret)
    {
        Require.That(ECPrivKey.TryCreate(secret.Span, out ECPrivKey? key));
        using (key) return Id(key!.PublicKey.Bytes);
    }

    private static ByteString Id(Hash32 id) => ByteString.CopyFrom(id.Span);
}
