namespace Chain.Consensus;

/// <summary>The last block that is committed and stored, or the epoch's root.</summary>
/// <param name="Digest">Its header's digest.</param>
/// <param name="Height">Its height.</param>
/// <param name="TimestampMs">Its timestamp, Unix milliseconds.</param>
/// <param name="ChangedState">True when a block above it is due, so that the root after
/// it gets certified.</param>
public sealed record ChainHead(Hash32 Digest, Height Height, ulong TimestampMs, bool ChangedState);
