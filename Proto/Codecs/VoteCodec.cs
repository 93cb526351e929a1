namespace Chain;

/// <summary>Fixed layouts of a vote and of what it signs; frozen by a hash in WireFreezeTests.</summary>
public static class VoteCodec
{
    public const int Size = 1 + 8 + 8 + 32 + 2 + Signature.Size;

    private const int SignedSize = 32 + 8 + 1 + 8 + 32;

    /// <summary>What a voter signs: tag, chain, epoch, kind, view, digest (spec C-4).</summary>
    public static Hash32 SigningDigest(Hash32 chain, VoteKind kind, Epoch epoch, View view, Hash32 digest)
    {
        Span<byte> bytes = stackalloc byte[SignedSize];
        var writer = new FixedWriter(bytes);
        writer.Hash(chain);
        writer.U64(epoch.Value);
        writer.U8((byte)kind);
        writer.U64(view.Value);
        writer.Hash(digest);
        return TaggedHash.Vote.Of(bytes);
    }

    public static byte[] Encode(Vote vote)
    {
        byte[] bytes = new byte[Size];
        var writer = new FixedWriter(bytes);
        writer.U8((byte)vote.Kind);
        writer.U64(vote.Epoch.Value);
        writer.U64(vote.View.Value);
        writer.Hash(vote.Digest);
        writer.U16((ushort)vote.Voter);
        writer.Signature(vote.Signature);
        return bytes;
    }

    /// <returns>
    /// Null when the bytes are not exactly one well-formed vote; the signature is not checked.
    /// </returns>
    public static Vote? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new FixedReader(bytes);
        var vote = new Vote(
            (VoteKind)reader.U8(), new Epoch(reader.U64()), new View(reader.U64()), reader.Hash(),
            reader.U16(), reader.Signature());
        return reader.Complete && IsWellFormed(vote.Kind, vote.Digest) && vote.Voter < Limits.Validators
            ? vote : null;
    }

    internal static bool IsWellFormed(VoteKind kind, Hash32 digest) => kind switch
    {
        VoteKind.Prepare or VoteKind.Commit => !digest.IsZero,
        VoteKind.ViewChange => digest.IsZero,
        _ => false,
    };
}
