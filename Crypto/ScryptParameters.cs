using System.Numerics;

namespace Chain.Crypto;

/// <summary>The cost of one guess at a password (RFC 7914): 128·N·R bytes of memory, N·R·P of work.</summary>
public readonly record struct ScryptParameters(int N, int R, int P)
{
    /// <summary>
    /// What files from anywhere may ask for: at most 256 MiB and a few seconds, so that a hostile file cannot
    /// exhaust the machine; N a power of two.
    /// </summary>
    public bool IsWithinBounds
        => N is >= 1 << 12 and <= 1 << 18 && BitOperations.IsPow2(N)
            && R is >= 1 and <= 8 && P is >= 1 and <= 4;
}
