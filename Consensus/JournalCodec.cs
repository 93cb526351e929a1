namespace Chain.Consensus;

/// <summary>Fixed layouts of the journal's records: one byte of kind, then the record; big-endian.</summary>
public static class JournalCodec
{
    private const byte VotingMark = 1;
    private const byte OwnProposal = 2;
    private const byte Block = 3;
    private const byte OwnVote = 4;
    private const byte Entered = 5;

    public static byte[] Encode(JournalRecord record) => record switch
    {
        JournalRecord.VotingMark mark => Mark(mark),
        JournalRecord.OwnProposal own => Proposal(own.Proposal),
        JournalRecord.Block block => Outline(block.Outline),
        JournalRecord.OwnVote own => Prefixed(OwnVote, VoteCodec.Encode(own.Vote)),
        JournalRecord.Entered entered => Prefixed(Entered, CertificateCodec.Encode(entered.Certificate)),
        _ => throw new BrokenInvariantException("unknown journal record"),
    };

    /// <returns>Null when the bytes are not exactly one well-formed record.</returns>
    public static JournalRecord? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        ReadOnlySpan<byte> body = bytes[1..];
        return bytes[0] switch
        {
            VotingMark => ReadMark(body),
            OwnProposal => ReadProposal(body) is { } proposal
                ? new JournalRecord.OwnProposal(proposal) : null,
            Block => ReadBlock(body),
            OwnVote => VoteCodec.Decode(body) is { } vote ? new JournalRecord.OwnVote(vote) : null,
            Entered => CertificateCodec.Decode(body) is { } entry ? new JournalRecord.Entered(entry) : null,
            _ => null,
        };
    }

    private static byte[] Prefixed(byte kind, byte[] body) => [kind, .. body];

    private static byte[] Mark(JournalRecord.VotingMark mark)
    {
        byte[] bytes = new byte[1 + 8 + 8];
        var writer = new FixedWriter(bytes);
        writer.U8(VotingMark);
        writer.U64(mark.Epoch.Value);
        writer.U64(mark.Above.Value);
        return bytes;
    }

    private static JournalRecord.VotingMark? ReadMark(ReadOnlySpan<byte> body)
    {
        var reader = new FixedReader(body);
        var mark = new JournalRecord.VotingMark(new Epoch(reader.U64()), new View(reader.U64()));
        return reader.Complete ? mark : null;
    }

    private static int OutlineSize(int ids) => HeaderCodec.Size + ids * Hash32.Size;

    private static byte[] Outline(BlockOutline outline)
    {
        byte[] bytes = new byte[1 + OutlineSize(outline.TransactionIds.Count)];
        var writer = new FixedWriter(bytes);
        writer.U8(Block);
        Write(ref writer, outline);
        return bytes;
    }

    private static void Write(ref FixedWriter writer, BlockOutline outline)
    {
        // The header counts the ids, so the list needs no length of its own.
        Require.That(outline.Header.TransactionCount == outline.TransactionIds.Count);
        writer.Bytes(HeaderCodec.Encode(outline.Header));
        foreach (Hash32 id in outline.TransactionIds) writer.Hash(id);
    }

    private static JournalRecord.Block? ReadBlock(ReadOnlySpan<byte> body)
    {
        var reader = new FixedReader(body);
        return Read(ref reader) is { } outline && reader.Complete ? new JournalRecord.Block(outline) : null;
    }

    private static BlockOutline? Read(ref FixedReader reader)
    {
        if (HeaderCodec.Decode(reader.Bytes(HeaderCodec.Size)) is not { } header) return null;
        var ids = new Hash32[header.TransactionCount];
        for (int i = 0; i < ids.Length; i++) ids[i] = reader.Hash();
        return reader.Failed ? null : new BlockOutline(header, ids);
    }

    private static byte[] Proposal(Proposal proposal)
    {
        byte[] parent = proposal.Parent is { } certificate ? CertificateCodec.Encode(certificate) : [];
        byte[][] viewChanges = [.. proposal.ViewChanges.Select(CertificateCodec.Encode)];
        int size = 1 + 8 + 8 + OutlineSize(proposal.TransactionIds.Count) + VoteCodec.Size
            + 2 + parent.Length + 1 + viewChanges.Sum(encoded => 2 + encoded.Length);
        byte[] bytes = new byte[size];
        var writer = new FixedWriter(bytes);
        writer.U8(OwnProposal);
        writer.U64(proposal.Epoch.Value);
        writer.U64(proposal.View.Value);
        Write(ref writer, new BlockOutline(proposal.Header, proposal.TransactionIds));
        writer.Bytes(VoteCodec.Encode(proposal.LeaderPrepare));
        WriteSized(ref writer, parent);
        writer.U8((byte)viewChanges.Length);
        foreach (byte[] encoded in viewChanges) WriteSized(ref writer, encoded);
        return bytes;
    }

    private static void WriteSized(ref FixedWriter writer, byte[] bytes)
    {
        writer.U16((ushort)bytes.Length);
        writer.Bytes(bytes);
    }

    private static Proposal? ReadProposal(ReadOnlySpan<byte> body)
    {
        var reader = new FixedReader(body);
        var epoch = new Epoch(reader.U64());
        var view = new View(reader.U64());
        if (Read(ref reader) is not { } outline) return null;
        if (VoteCodec.Decode(reader.Bytes(VoteCodec.Size)) is not { } prepare) return null;

        Certificate? parent = null;
        ReadOnlySpan<byte> parentBytes = reader.Bytes(reader.U16());
        if (!parentBytes.IsEmpty && (parent = CertificateCodec.Decode(parentBytes)) is null) return null;
        var viewChanges = new Certificate[reader.U8()];
        for (int i = 0; i < viewChanges.Length; i++)
        {
            if (CertificateCodec.Decode(reader.Bytes(reader.U16())) is not { } viewChange) return null;
            viewChanges[i] = viewChange;
        }
        return reader.Complete
            ? new Proposal(epoch, view, outline.Header, outline.TransactionIds, parent, viewChanges, prepare)
            : null;
    }
}
