namespace Chain.Client;

/// <summary>What checking a state proof came to.</summary>
public abstract record ProofVerdict
{
    private ProofVerdict() { }

    /// <summary>The row has this value in the state after <paramref name="StateHeight"/>.</summary>
    public sealed record Present(Height StateHeight, Hash32 StateRoot,
        ReadOnlyMemory<byte> Value) : ProofVerdict;

    /// <summary>No row has this key in the state after <paramref name="StateHeight"/>.</summary>
    public sealed record Absent(Height StateHeight, Hash32 StateRoot) : ProofVerdict;

    /// <summary>It proves nothing; the reason is one sentence.</summary>
    public sealed record Refused(string Reason) : ProofVerdict;
}
