using System.Globalization;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Bench;

/// <summary>
/// What blocks cost that only do due work, with many leases open: blocks with nothing due, blocks at the
/// start or end of a slot with 100 leases, and with as many as one block may do.
/// </summary>
internal static class DueBench
{
    public const int Fewest = FullSlots * Full + SparseSlots * Few;
    /// <summary>As many as a block may do, less an attestation that expires at the same instant.</summary>
    private const int Full = Limits.DueItemsPerBlock - 1;

    private const int Few = 100, FullSlots = 2, SparseSlots = 10, EmptyBlocks = 200;
    private const int Tenants = Full, Provider = 9_990;
    private const int SlotsPerTransaction = 20;
    private const ulong Price = LedgerUnderTest.ListingPrice;

    /// <summary>Every second hour, so that nothing ends when another starts.</summary>
    private readonly record struct SlotLeases(ulong Slot, int Leases)
    {
        public ulong StartMs => Slot * LedgerUnderTest.Hour;

        public ulong EndMs => StartMs + LedgerUnderTest.Hour;
    }

    public static void Measure(int leases, TextWriter output)
    {
        ProcessMemory.StartAnew();
        SlotLeases[] slots = Plan(leases);
        var ledger = new LedgerUnderTest(accounts: 10_000);
        Trade(ledger, slots);
        SlotLeases[] measured = slots[..(FullSlots + SparseSlots)];
        var times = new Dictionary<int, List<TimeSpan>> { [0] = [], [Few] = [], [Tenants] = [] };
        for (int i = 0; i < EmptyBlocks; i += 1) times[0].Add(ledger.Apply([]).Took);
        foreach (SlotLeases slot in measured)
        {
            times[slot.Leases].Add(Due(ledger, slot.StartMs, slot.Leases));
            times[slot.Leases].Add(Due(ledger, slot.EndMs, slot.Leases));
        }
        double live = ProcessMemory.Live();
        Tell(output, $"due work, {leases:N0} open leases in {slots.Length} slots, {live:N0} MB live:");
        foreach ((int due, List<TimeSpan> took) in times)
        {
            took.Sort();
            double median = took[took.Count / 2].TotalMicroseconds;
            Tell(output, $"  a block with {due,5:N0} due: {median,8:N1} us (median of {took.Count})");
        }
        LedgerBench.TellMemory(ledger.State, output);
        GC.KeepAlive(ledger);
    }

    private static TimeSpan Due(LedgerUnderTest ledger, ulong atMs, int leases)
    {
        // Books and attestations go at the close, half an hour before.
        ledger.Apply([], atMs - 1);
        (BlockOutcome outcome, TimeSpan took) = ledger.Apply([], atMs);
        Require.That(outcome.Changes.Count(change => change.Kind == RowKind.Lease) == leases);
        return took;
    }

    /// <summary>The measured slots first, full and sparse in turn, then the rest of the leases.</summary>
    private static SlotLeases[] Plan(int leases)
    {
        var slots = new List<SlotLeases>();
        void Add(int count) =>
            slots.Add(new SlotLeases(LedgerUnderTest.FirstSlot + 2 * (ulong)slots.Count, count));

        for (int i = 0; i < FullSlots; i += 1)
        {
            Add(Full);
            for (int j = 0; j < SparseSlots / FullSlots; j += 1) Add(Few);
        }
        for (int left = leases - Fewest; left > 0; left -= Full)
            Add(Math.Min(left, Full));
        return [.. slots];
    }

    /// <summary>Each tenant buys one lot of each slot it takes part in, all from one provider.</summary>
    private static void Trade(LedgerUnderTest ledger, SlotLeases[] slots)
    {
        ulong lastId = 0;
        ledger.Apply([ledger.Attest(Provider, slots[0].Slot, slots[^1].Slot)]);
        foreach (SlotLeases[] some in slots.Chunk(SlotsPerTransaction))
        {
            var bids = new List<Transaction>();
            for (int tenant = 0; tenant < some.Max(slot => slot.Leases); tenant += 1)
                bids.Add(ledger.Sign(LedgerUnderTest.Account(tenant), [.. some
                    .Where(slot => tenant < slot.Leases)
                    .Select(slot => LedgerUnderTest.Place(
                        ++lastId, slot.Slot, Side.Buy, 1, Price, TimeInForce.Gtc))]));
            foreach (Transaction[] block in bids.Chunk(250)) ledger.Apply(block);
            ledger.Apply([ledger.Sign(LedgerUnderTest.Account(Provider), [.. some
                .Select(slot => LedgerUnderTest.Place(
                    ++lastId, slot.Slot, Side.Sell, (ulong)slot.Leases, Price, TimeInForce.Gtc))])]);
            // A block opens 4,096 leases at most.
            foreach (SlotLeases _ in some) ledger.Apply([]);
        }
        Require.That(ledger.State.Memory().Single(use => use.Part == "leases").Items
            == slots.Sum(slot => slot.Leases));
    }

    private static void Tell(TextWriter output, FormattableString line) =>
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
