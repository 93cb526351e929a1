namespace Chain.Ledger;

/// <summary>
/// Products of money and metered time whose exact quotient fits though they themselves do not.
/// </summary>
internal static class Fraction
{
    private const int TopBit = 63;

    /// <summary>⌊whole · part / base⌋; all of it where the part is no smaller than the base.</summary>
    /// <param name="whole">What is divided.</param>
    /// <param name="part">Below 2^126 where it is smaller than the base.</param>
    /// <param name="basis">At least 1.</param>
    public static ulong Of(ulong whole, UInt128 part, UInt128 basis)
    {
        if (part >= basis) return whole;
        // Long multiplication, a bit of the whole at a time, that carries the quotient along.
        ulong quotient = 0;
        UInt128 rest = 0;
        for (int bit = TopBit; bit >= 0; bit -= 1)
        {
            rest *= 2;
            quotient *= 2;
            if (((whole >> bit) & 1) != 0) rest += part;
            if (rest >= basis)
            {
                rest -= basis;
                quotient += 1;
            }
            if (rest < basis) continue;
            rest -= basis;
            quotient += 1;
        }
        return quotient;
    }

    /// <summary>
    /// The share of what lies behind `before` and up to `through`: ⌊whole · through / base⌋ less the
    /// same of `before`, so that shares make up the whole.
    /// </summary>
    public static ulong OfPart(ulong whole, ulong before, ulong through, ulong basis) =>
        (ulong)((UInt128)whole * through / basis - (UInt128)whole * before / basis);
}
