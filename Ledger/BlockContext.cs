namespace Chain.Ledger;

/// <summary>What execution reads of a block beside its transactions.</summary>
/// <param name="Height">The state's height plus one.</param>
/// <param name="Digest">Digest of this block's header.</param>
/// <param name="ParentDigest">Digest of the parent's header: the seed of every tie.</param>
/// <param name="TimestampMs">Unix milliseconds, above the parent's.</param>
public readonly record struct BlockContext(Height Height, Hash32 Digest, Hash32 ParentDigest,
    ulong TimestampMs);
