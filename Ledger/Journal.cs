namespace Chain.Ledger;

/// <summary>
/// What a block did to accounts and leases, beside its rows: movements, events, leases that were closed.
/// A refused transaction's part is taken back with its rows.
/// </summary>
internal sealed class Journal
{
    private readonly List<Movement> movements = [];
    private readonly List<LedgerEvent> events = [];
    private readonly List<StateRow.Lease> closed = [];

    public readonly record struct Position(int Movements, int Events, int Closed);

    public Position Mark => new(movements.Count, events.Count, closed.Count);

    public void Add(in Movement movement)
    {
        Require.That(movement.Reason != MovementReason.None);
        if (movement.Amount != 0) movements.Add(movement);
    }

    public void Add(in LedgerEvent happened) => events.Add(happened);

    public void Add(StateRow.Lease lease) => closed.Add(lease);

    public void RollBack(Position mark)
    {
        movements.RemoveRange(mark.Movements, movements.Count - mark.Movements);
        events.RemoveRange(mark.Events, events.Count - mark.Events);
        closed.RemoveRange(mark.Closed, closed.Count - mark.Closed);
    }

    /// <summary>Ends a block: what it holds moves out.</summary>
    public (Movement[] Movements, LedgerEvent[] Events, StateRow.Lease[] Closed) Detach()
    {
        (Movement[], LedgerEvent[], StateRow.Lease[]) all = ([.. movements], [.. events], [.. closed]);
        RollBack(default);
        return all;
    }
}
