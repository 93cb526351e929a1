using Chain.Ledger;

namespace Chain.Node.Api;

/// <summary>Lots of all providers of one instrument.</summary>
/// <param name="Free">Attested, and neither offered nor sold.</param>
internal readonly record struct CapacitySum(ulong Attested, ulong Free, uint Providers);

/// <summary>
/// What all providers together may sell, by instrument, as of the committed head: derived from the capacity
/// rows that blocks change, rebuilt from the stored rows at a start. The executor writes, clients read.
/// </summary>
public sealed class CapacityViews
{
    private readonly Lock gate = new();
    private readonly Dictionary<InstrumentName, CapacitySum> sums = [];

    public void Start(IEnumerable<StateRow.Capacity> rows)
    {
        lock (gate)
            foreach (StateRow.Capacity row in rows) Count(row, entering: true);
    }

    public void Apply(IReadOnlyList<StateChange> changes)
    {
        lock (gate)
        {
            foreach (StateChange change in changes)
            {
                if (change.Kind != RowKind.Capacity) continue;
                if (change.Before is { } before) Count(Decode(change.Key, before), entering: false);
                if (change.After is { } after) Count(Decode(change.Key, after), entering: true);
            }
        }
    }

    internal CapacitySum Of(InstrumentName instrument)
    {
        lock (gate) return sums.GetValueOrDefault(instrument);
    }

    private static StateRow.Capacity Decode(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) =>
        (StateRow.Capacity)StateRow.Decode(key.Span, value.Span)!;

    private void Count(StateRow.Capacity row, bool entering)
    {
        var key = new InstrumentName(row.ProductName, row.Delivery, row.Slot);
        CapacitySum sum = sums.GetValueOrDefault(key);
        sum = entering
            ? new CapacitySum(sum.Attested + row.Attested, sum.Free + row.Free, sum.Providers + 1)
            : new CapacitySum(sum.Attested - row.Attested, sum.Free - row.Free, sum.Providers - 1);
        if (sum.Providers == 0) sums.Remove(key);
        else sums[key] = sum;
    }
}
