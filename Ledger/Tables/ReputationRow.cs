namespace Chain.Ledger.Tables;

/// <param name="SinceMs">What the numbers have been halved up to.</param>
internal readonly record struct ReputationRow(ulong SinceMs, PartyRecord AsProvider, PartyRecord AsTenant)
{
    public ReputationRow At(ulong timeMs, ulong halfLifeMs)
    {
        (int times, ulong sinceMs) = Decay.Of(SinceMs, timeMs, halfLifeMs);
        return new ReputationRow(sinceMs, AsProvider.Halved(times), AsTenant.Halved(times));
    }
}
