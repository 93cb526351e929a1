using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>What a party has done on one side of its leases (M-821).</summary>
public readonly record struct PartyRecord(ulong Leases, ulong LotHours, ulong Faults)
{
    public PartyRecord Halved(int times) => new(Leases >> times, LotHours >> times, Faults >> times);

    public PartyRecord Plus(in PartyRecord more) =>
        new(Sum(Leases, more.Leases), Sum(LotHours, more.LotHours), Sum(Faults, more.Faults));

    private static ulong Sum(ulong a, ulong b) => a + Math.Min(b, Decay.Most - a);
}
