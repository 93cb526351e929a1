using System.Buffers.Binary;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>Operations of disputes from value types.</summary>
public static class Disputes
{
    /// <summary>By the tenant, instead of an acknowledgement; opens a dispute.</summary>
    /// <param name="lease">Whose credentials do not work.</param>
    /// <param name="disclosedKey">The private key they were sealed to: everybody may read it then.</param>
    public static Operation RefuseHandover(Hash32 lease, Hash32 disclosedKey) => new()
    {
        RefuseHandover = new RefuseHandover
        {
            Lease = ByteString.CopyFrom(lease.Span),
            DisclosedKey = ByteString.CopyFrom(disclosedKey.Span),
        },
    };

    /// <summary>By the tenant, of a receipt that is not final.</summary>
    /// <param name="lease">Of which the signer is the tenant.</param>
    /// <param name="number">Of the pending receipt.</param>
    /// <param name="delivered">Lot-milliseconds that the tenant admits.</param>
    public static Operation Open(Hash32 lease, ulong number, UInt128 delivered)
    {
        var meter = new byte[InnerSignatures.MeterBytes];
        BinaryPrimitives.WriteUInt128BigEndian(meter, delivered);
        return new Operation
        {
            OpenDispute = new OpenDispute
            {
                Lease = ByteString.CopyFrom(lease.Span),
                Number = number,
                Delivered = ByteString.CopyFrom(meter),
            },
        };
    }

    /// <summary>A vote that nobody can read until <see cref="Reveal"/>.</summary>
    /// <param name="dispute">Whose panel the member is on.</param>
    /// <param name="round">The one that runs.</param>
    /// <param name="member">In whose name.</param>
    /// <param name="verdict">Who is right.</param>
    /// <param name="salt">Random; needed again for the reveal.</param>
    public static Operation Commit(
        Hash32 dispute, byte round, AccountId member, Verdict verdict, Hash32 salt) => new()
        {
            CommitVerdict = new CommitVerdict
            {
                Dispute = ByteString.CopyFrom(dispute.Span),
                Commitment = ByteString.CopyFrom(
                    DisputeHashes.OfVote(dispute, round, member, verdict, salt.Span).Span),
            },
        };

    public static Operation Reveal(Hash32 dispute, Verdict verdict, Hash32 salt) => new()
    {
        RevealVerdict = new RevealVerdict
        {
            Dispute = ByteString.CopyFrom(dispute.Span),
            Verdict = verdict,
            Salt = ByteString.CopyFrom(salt.Span),
        },
    };
}
