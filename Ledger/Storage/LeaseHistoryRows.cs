namespace Chain.Ledger.Storage;

/// <summary>What a block adds to the history of leases and money, as the messages that clients get.</summary>
/// <param name="Opened">By each of its two accounts.</param>
/// <param name="Events">In order.</param>
/// <param name="Movements">In order; the index is that of the block.</param>
public sealed record LeaseHistoryRows(
    IReadOnlyList<OpenedLease> Opened, IReadOnlyList<ClosedLease> Closed,
    IReadOnlyList<ReadOnlyMemory<byte>> Events, IReadOnlyList<MovementRow> Movements)
{
    public static LeaseHistoryRows None { get; } = new([], [], [], []);
}

public readonly record struct OpenedLease(Hash32 Lease, AccountId Provider, AccountId Tenant);

/// <param name="Message">As it was when it left the state.</param>
public readonly record struct ClosedLease(
    Hash32 Lease, AccountId Provider, AccountId Tenant, ReadOnlyMemory<byte> Message);

public readonly record struct MovementRow(AccountId Account, ReadOnlyMemory<byte> Message);

/// <summary>Position of an event or a movement in the chain's history, and its message.</summary>
public sealed record StoredMessage(TradePosition Position, ReadOnlyMemory<byte> Message);
