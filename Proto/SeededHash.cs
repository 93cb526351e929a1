using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chain;

/// <summary>
/// Hash codes of keys that outsiders choose, from a seed that each process draws for itself: nobody can make
/// keys that fall into one place of a table. No result may depend on them.
/// </summary>
public static class SeededHash
{
    private static readonly ulong First = Draw();
    private static readonly ulong Second = Draw();

    public static int Of(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a ^ First, b ^ Second, out ulong low);
        return unchecked((int)((high ^ low) >> 32));
    }

    private static ulong Draw() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
