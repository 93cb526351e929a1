namespace Chain.Tests.Simulation;

/// <summary>xoshiro256** seeded by splitmix64: every draw of a run comes from one 64-bit seed.</summary>
public sealed class Prng
{
    private ulong a, b, c, d;

    public Prng(ulong seed)
    {
        a = Mix(ref seed);
        b = Mix(ref seed);
        c = Mix(ref seed);
        d = Mix(ref seed);
    }

    public ulong Next()
    {
        unchecked
        {
            ulong result = ulong.RotateLeft(b * 5, 7) * 9;
            ulong shifted = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= shifted;
            d = ulong.RotateLeft(d, 45);
            return result;
        }
    }

    /// <summary>Uniform enough for tests in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>Both ends included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Permille(int chance) => Below(1_000) < chance;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A stream of its own, so that draws of one part do not shift those of another.</summary>
    public Prng Fork() => new(Next());

    public Hash32 Hash()
    {
        byte[] bytes = new byte[Hash32.Size];
        for (int i = 0; i < 4; i++) BitConverter.TryWriteBytes(bytes.AsSpan(8 * i), Next());
        return new Hash32(bytes);
    }

    /// <summary>One step of splitmix64.</summary>
    public static ulong Mix(ref ulong state)
    {
        unchecked
        {
            ulong z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
