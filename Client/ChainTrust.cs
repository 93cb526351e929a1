namespace Chain.Client;

/// <summary>What a light client must know beforehand, from <c>nodes.json</c> and never from a node.</summary>
/// <param name="Chain">Hash of the genesis section; every vote signs it.</param>
/// <param name="Validators">Their keys, in voting order.</param>
public sealed record ChainTrust(Hash32 Chain, IReadOnlyList<PublicKey> Validators)
{
    /// <summary>Votes that commit a block: n − f with f = ⌊(n−1)/3⌋.</summary>
    public int Quorum => Validators.Count - (Validators.Count - 1) / 3;
}
