namespace Chain.Ledger.Disputes;

/// <summary>Who judges a dispute (M-733): pure.</summary>
internal static class Panel
{
    private const int FirstSeats = 5, SeatsMore = 2;

    /// <summary>The largest odd number that the eligible fill; 0 if there is none.</summary>
    /// <param name="before">Seats of the round before; 0 in the first.</param>
    public static int SizeOf(int eligible, int before)
    {
        int most = Math.Min(before == 0 ? FirstSeats : before + SeatsMore, eligible);
        return most == 0 ? 0 : most - (most + 1) % 2;
    }

    /// <summary>Seats by lot: the lowest hashes.</summary>
    /// <param name="eligible">Members and their numbers, in any order.</param>
    /// <returns>Bits of members' numbers.</returns>
    public static UInt128 Draw(
        IReadOnlyCollection<(AccountId Member, byte Number)> eligible, int seats, Hash32 seed, Hash32 dispute,
        byte round)
    {
        UInt128 panel = 0;
        foreach ((AccountId _, byte number) in eligible
            .OrderBy(one => DisputeHashes.OfSeat(seed, dispute, round, one.Member)).Take(seats))
            panel |= UInt128.One << number;
        return panel;
    }
}
