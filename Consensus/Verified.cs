namespace Chain.Consensus;

/// <summary>
/// Says that the signatures in a peer's message were checked, off the core's thread; made by the node's
/// verifier only. What exactly was checked for each message stands at <see cref="PeerMessage"/>. A message
/// that fails is dropped: a failed or abandoned check is never an input, so it cannot be
/// mistaken for "invalid".
/// </summary>
public readonly record struct Verified<T>(T Value);
