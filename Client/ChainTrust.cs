namespace Chain.Client;

/// <summary>What a light client must know beforehand, from <c>nodes.json</c> and never from a node.</summary>
/// <param name="Chain">Hash of the genesis section; every vote signs it.</param>
/// <param name="Validators">Their keys, in voting order.</param>
public sealed record ChainTrust(Hash32 Chain, IReadOnlyList<PublicKey> Validators)
{
    /// <summary>Of votes that commit a block.</summary>
    public Quorum Quorum => new(Validators.Count);
}
