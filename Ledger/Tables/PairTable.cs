namespace Chain.Ledger.Tables;

/// <summary>Two parties, whichever of them provides; the lower name first.</summary>
internal readonly record struct PairKey(int Low, int High)
{
    public override int GetHashCode() => SeededHash.Of((ulong)Low, (ulong)High);
}

/// <param name="Leases">Counted between them, and decayed.</param>
internal readonly record struct PairRow(ulong SinceMs, ulong Leases)
{
    public PairRow At(ulong timeMs, ulong halfLifeMs)
    {
        (int times, ulong sinceMs) = Decay.Of(SinceMs, timeMs, halfLifeMs);
        return new PairRow(sinceMs, Leases >> times);
    }
}

/// <summary>Leases that counted between two parties: no more than a few do (M-822).</summary>
internal sealed class PairTable(ChangeLog log, PartyTable parties) : Table<PairKey, PairRow>(log)
{
    public PairKey KeyFor(int party, int other) =>
        string.CompareOrdinal(parties.KeyOf(party), parties.KeyOf(other)) < 0
            ? new PairKey(party, other) : new PairKey(other, party);

    protected override void WriteKey(PairKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Pair);
        Text.Counted(ref writer, parties.KeyOf(key.Low));
        Text.Raw(ref writer, parties.KeyOf(key.High));
    }

    protected override void WriteRow(in PairRow row, ref FixedWriter writer)
    {
        writer.U64(row.SinceMs);
        writer.U64(row.Leases);
    }
}
