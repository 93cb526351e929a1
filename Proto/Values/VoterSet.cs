using System.Numerics;

namespace Chain;

/// <summary>
/// A set of validators by their number in the epoch's list, at most <see cref="Limits.Validators"/>.
/// </summary>
public readonly record struct VoterSet(UInt128 Bits)
{
    public static VoterSet Empty => default;

    public int Count => BitOperations.PopCount((ulong)(Bits & ulong.MaxValue))
        + BitOperations.PopCount((ulong)(Bits >> 64));

    public bool Contains(int voter) => ((Bits >> voter) & 1) == 1;

    public VoterSet With(int voter)
    {
        Require.That((uint)voter < Limits.Validators);
        return new VoterSet(Bits | (UInt128.One << voter));
    }

    /// <summary>True when every member is a number below <paramref name="count"/>.</summary>
    public bool IsWithin(int count) => count >= Limits.Validators || Bits >> count == 0;
}
