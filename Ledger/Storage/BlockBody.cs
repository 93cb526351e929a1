namespace Chain.Ledger.Storage;

/// <summary>The transactions of a proposed block, journaled before its Prepare.</summary>
/// <param name="Height">Its height.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Transactions">Serialised, in order.</param>
public sealed record BlockBody(Height Height, Hash32 Digest, IReadOnlyList<ReadOnlyMemory<byte>> Transactions);
