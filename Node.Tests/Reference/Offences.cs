using System.Buffers.Binary;
using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Validators that contradicted themselves (M-181, M-182).</summary>
internal static class Offences
{
    // Kind 1, epoch 8, view 8, digest 32, voter 2, signature 64.
    private const int VoteBytes = 115;

    /// <summary>M-181. The signatures were checked before (M-153).</summary>
    public static void Report(World world, AccountId signer, ReportOffence report)
    {
        Demand(report.ChainHash.Length == Hash32.Size
            && new Hash32(report.ChainHash.Span) == world.ChainHash, ReceiptStatus.InvalidParameter);
        Hash32 key = World.ToAccount(report.Key).Bytes;
        Vote first = Read(report.First), second = Read(report.Second);
        Demand(Contradict(world, first, second), ReceiptStatus.InvalidParameter);
        ValidatorRow? validator = world.Validators.Find(ValidatorRow.KeyOf(first.Voter));
        Demand(validator is not null, ReceiptStatus.UnknownValidator);
        Demand(validator!.VotingKey == key, ReceiptStatus.WrongKey);
        Demand(world.Offences.Find(OffenceRow.KeyOf(validator.Number)) is null, ReceiptStatus.AlreadyExists);
        world.Census.Count(first.Kind == second.Kind ? Happenings.VotedTwice : Happenings.LeftAndCommitted);
        world.Offences.Put(new OffenceRow(validator.Number, signer, world.Height, first, second));
    }

    /// <summary>C-57.</summary>
    private static bool Contradict(World world, Vote first, Vote second)
    {
        if (first.Voter != second.Voter || first.Epoch != second.Epoch || first.View != second.View)
            return false;
        if (first.Kind == second.Kind) return first.Digest != second.Digest;
        // Of two kinds that differ.
        return first.Kind is VoteKind.Commit or VoteKind.ViewChange
            && second.Kind is VoteKind.Commit or VoteKind.ViewChange
            && world.Planted != Planted.CommitBesideViewChangeAllowed;
    }

    /// <summary>Its fixed layout, as transaction.proto says it.</summary>
    private static Vote Read(ByteString bytes)
    {
        Demand(bytes.Length == VoteBytes, ReceiptStatus.InvalidParameter);
        ReadOnlySpan<byte> vote = bytes.Span;
        return new Vote(
            (VoteKind)vote[0],
            new Epoch(BinaryPrimitives.ReadUInt64BigEndian(vote[1..])),
            new View(BinaryPrimitives.ReadUInt64BigEndian(vote[9..])),
            new Hash32(vote[17..49]),
            BinaryPrimitives.ReadUInt16BigEndian(vote[49..]),
            Signature.From(vote[51..]));
    }
}
