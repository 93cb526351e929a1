namespace Chain;

/// <summary>Fixed layout of a header, 221 bytes, big-endian; frozen by a hash in WireFreezeTests.</summary>
public static class HeaderCodec
{
    public const int Size = 1 + 32 + 8 + 8 + 32 + 8 + 4 + 4 * 32;

    private const byte Version = 1;

    public static void Encode(BlockHeader header, Span<byte> destination)
    {
        var writer = new FixedWriter(destination[..Size]);
        writer.U8(Version);
        writer.Hash(header.Chain);
        writer.U64(header.Epoch.Value);
        writer.U64(header.Height.Value);
        writer.Hash(header.Parent);
        writer.U64(header.TimestampMs);
        writer.U32(header.TransactionCount);
        writer.Hash(header.TransactionsRoot);
        writer.Hash(header.StateRoot);
        writer.Hash(header.ReceiptsRoot);
        writer.Hash(header.NextValidators);
        Require.That(writer.Written == Size);
    }

    public static byte[] Encode(BlockHeader header)
    {
        byte[] bytes = new byte[Size];
        Encode(header, bytes);
        return bytes;
    }

    /// <returns>Null when the bytes are not exactly one header of this version.</returns>
    public static BlockHeader? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new FixedReader(bytes);
        byte version = reader.U8();
        var header = new BlockHeader
        {
            Chain = reader.Hash(),
            Epoch = new Epoch(reader.U64()),
            Height = new Height(reader.U64()),
            Parent = reader.Hash(),
            TimestampMs = reader.U64(),
            TransactionCount = reader.U32(),
            TransactionsRoot = reader.Hash(),
            StateRoot = reader.Hash(),
            ReceiptsRoot = reader.Hash(),
            NextValidators = reader.Hash(),
        };
        bool sound = reader.Complete && version == Version
            && header.TransactionCount <= Limits.TransactionsPerBlock;
        return sound ? header : null;
    }

    internal static Hash32 DigestOf(BlockHeader header)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Encode(header, bytes);
        return TaggedHash.Block.Of(bytes);
    }
}
