using Chain.Wire;

namespace Chain;

/// <summary>Hashes that name disputes, draw panels and hide votes (M-733, M-734, M-736).</summary>
public static class DisputeHashes
{
    public const int SaltBytes = Hash32.Size;

    private static readonly TaggedHash Dispute = new("chain/dispute");
    private static readonly TaggedHash Panel = new("chain/panel");
    private static readonly TaggedHash Vote = new("chain/dispute-vote");

    /// <param name="receipt">Number of the receipt; 0: the hand-over.</param>
    public static Hash32 OfDispute(Hash32 lease, ulong receipt)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size + sizeof(ulong)];
        var writer = new FixedWriter(bytes);
        writer.Hash(lease);
        writer.U64(receipt);
        return Dispute.Of(bytes);
    }

    /// <summary>The lowest are the panel.</summary>
    public static Hash32 OfSeat(Hash32 seed, Hash32 dispute, byte round, AccountId member)
    {
        Span<byte> bytes = stackalloc byte[3 * Hash32.Size + 1];
        var writer = new FixedWriter(bytes);
        writer.Hash(seed);
        writer.Hash(dispute);
        writer.U8(round);
        writer.Hash(member.Bytes);
        return Panel.Of(bytes);
    }

    /// <param name="salt">32 bytes that nobody else knows until the reveal.</param>
    public static Hash32 OfVote(
        Hash32 dispute, byte round, AccountId member, Verdict verdict, ReadOnlySpan<byte> salt)
    {
        Require.That(salt.Length == SaltBytes);
        Span<byte> bytes = stackalloc byte[3 * Hash32.Size + 2];
        var writer = new FixedWriter(bytes);
        writer.Hash(dispute);
        writer.U8(round);
        writer.Hash(member.Bytes);
        writer.U8((byte)verdict);
        writer.Bytes(salt);
        return Vote.Of(bytes);
    }
}
