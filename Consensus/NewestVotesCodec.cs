namespace Chain.Consensus;

/// <summary>Fixed layout of what signs an answer to one that starts; big-endian (C-62).</summary>
public static class NewestVotesCodec
{
    private const int Fixed = 32 + 8 + 2 + 8 + 2 + 1 + 1 + 4 + 4;

    /// <summary>
    /// Tag, chain, epoch, asker, nonce, answerer, whether it votes, then the votes and the entry and
    /// committed certificates, each with its count or length before it.
    /// </summary>
    public static Hash32 SigningDigest(Hash32 chain, Epoch epoch, PeerMessage.NewestVotes answer)
    {
        byte[] entry = Encode(answer.Entry);
        byte[] committed = Encode(answer.Committed);
        int votes = answer.Votes.Count * VoteCodec.Size;
        byte[] bytes = new byte[Fixed + votes + entry.Length + committed.Length];
        var writer = new FixedWriter(bytes);
        writer.Hash(chain);
        writer.U64(epoch.Value);
        writer.U16((ushort)answer.Asker);
        writer.U64(answer.Nonce);
        writer.U16((ushort)answer.Answerer);
        writer.U8(answer.Voting ? (byte)1 : (byte)0);
        writer.U8((byte)answer.Votes.Count);
        foreach (Vote vote in answer.Votes) writer.Bytes(VoteCodec.Encode(vote));
        writer.U32((uint)entry.Length);
        writer.Bytes(entry);
        writer.U32((uint)committed.Length);
        writer.Bytes(committed);
        return TaggedHash.NewestVotes.Of(bytes);
    }

    private static byte[] Encode(Certificate? certificate) =>
        certificate is null ? [] : CertificateCodec.Encode(certificate);
}
