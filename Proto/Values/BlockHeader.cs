namespace Chain;

/// <summary>
/// What a block is: its digest is the hash of these fields in the layout of <see cref="HeaderCodec"/>.
/// It holds neither view nor proposer, since a block can be proposed again.
/// </summary>
public sealed class BlockHeader : IEquatable<BlockHeader>
{
    private Hash32? digest;

    /// <summary>Hash of the genesis document.</summary>
    public required Hash32 Chain { get; init; }

    /// <summary>The epoch whose validators vote for it.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>Parent's height plus one.</summary>
    public required Height Height { get; init; }

    /// <summary>Digest of the parent's header.</summary>
    public required Hash32 Parent { get; init; }

    /// <summary>Unix milliseconds, above the parent's.</summary>
    public required ulong TimestampMs { get; init; }

    /// <summary>At most <see cref="Limits.TransactionsPerBlock"/>.</summary>
    public required uint TransactionCount { get; init; }

    /// <summary><see cref="MerkleRoot"/> over the transaction ids in order.</summary>
    public required Hash32 TransactionsRoot { get; init; }

    /// <summary>Root of the state after the <em>parent</em>.</summary>
    public required Hash32 StateRoot { get; init; }

    /// <summary><see cref="MerkleRoot"/> over the hashes of the <em>parent's</em> receipts.</summary>
    public required Hash32 ReceiptsRoot { get; init; }

    /// <summary>
    /// Hash of the validator list the block carries where an epoch's end is due, else zero.
    /// </summary>
    public required Hash32 NextValidators { get; init; }

    /// <summary>The block's identity.</summary>
    public Hash32 Digest => digest ??= HeaderCodec.DigestOf(this);

    public bool Equals(BlockHeader? other) => other is not null && Digest == other.Digest;

    public override bool Equals(object? obj) => Equals(obj as BlockHeader);

    public override int GetHashCode() => Digest.GetHashCode();
}
