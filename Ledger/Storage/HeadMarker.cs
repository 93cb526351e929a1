namespace Chain.Ledger.Storage;

/// <summary>Where the chain ends: written in the batch of every commit, 80 bytes.</summary>
/// <param name="Height">Height of the newest committed block.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="StateRoot">Root of the state after it.</param>
/// <param name="JournalStart">Sequence of the first journal record kept; everything below was pruned.</param>
public sealed record HeadMarker(Height Height, Hash32 Digest, Hash32 StateRoot, ulong JournalStart)
{
    internal const int Size = 8 + Hash32.Size + Hash32.Size + 8;

    internal byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        var writer = new FixedWriter(bytes);
        writer.U64(Height.Value);
        writer.Hash(Digest);
        writer.Hash(StateRoot);
        writer.U64(JournalStart);
        Require.That(writer.Written == Size);
        return bytes;
    }

    /// <returns>Null when the bytes are not exactly one marker.</returns>
    internal static HeadMarker? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new FixedReader(bytes);
        var marker = new HeadMarker(new Height(reader.U64()), reader.Hash(), reader.Hash(), reader.U64());
        return reader.Complete ? marker : null;
    }
}
