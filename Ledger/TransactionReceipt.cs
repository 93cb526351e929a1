using Chain.Wire;

namespace Chain.Ledger;

/// <summary>The typed outcome of one transaction.</summary>
/// <param name="Index">Position in the block.</param>
/// <param name="FailedOperation">The operation that failed; 0 when none did.</param>
public readonly record struct TransactionReceipt(
    Hash32 Id, Height Height, uint Index, ReceiptStatus Status, uint FailedOperation)
{
    /// <summary>
    /// Bytes of the layout: id, height u64, index u32, status u16, failed operation u32 (L-9).
    /// </summary>
    public const int Size = Hash32.Size + 8 + 4 + 2 + 4;

    public Hash32 Digest
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            WriteTo(bytes);
            return TaggedHash.Receipt.Of(bytes);
        }
    }

    public void WriteTo(Span<byte> destination)
    {
        var writer = new FixedWriter(destination);
        writer.Hash(Id);
        writer.U64(Height.Value);
        writer.U32(Index);
        writer.U16((ushort)Status);
        writer.U32(FailedOperation);
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out TransactionReceipt receipt)
    {
        var reader = new FixedReader(bytes);
        receipt = new TransactionReceipt(reader.Hash(), new Height(reader.U64()), reader.U32(),
            (ReceiptStatus)reader.U16(), reader.U32());
        return reader.Complete;
    }

    /// <summary>Merkle root over the receipts' digests, in block order.</summary>
    public static Hash32 RootOf(ReadOnlySpan<TransactionReceipt> receipts)
    {
        var digests = new Hash32[receipts.Length];
        for (int i = 0; i < receipts.Length; i += 1) digests[i] = receipts[i].Digest;
        return MerkleRoot.Of(digests);
    }
}
