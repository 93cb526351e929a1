namespace Chain.Consensus;

/// <summary>A block without its bodies: all that ordering needs to know.</summary>
/// <param name="Header">The block.</param>
/// <param name="TransactionIds">Ids in order; they hash to the header's transactions root.</param>
public sealed record BlockOutline(BlockHeader Header, IReadOnlyList<Hash32> TransactionIds)
{
    public Hash32 Digest => Header.Digest;
}
