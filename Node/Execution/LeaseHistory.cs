using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Execution;

/// <summary>
/// A block's events, movements, opened and closed leases, in the messages that clients get.
/// </summary>
internal static class LeaseHistory
{
    public static LeaseHistoryRows Of(BlockOutcome outcome) => new(
        [.. Opened(outcome)],
        [.. outcome.ClosedLeases.Select(lease => new ClosedLease(
            lease.Id, lease.Provider, lease.Tenant, Describe.Lease(lease).ToByteArray()))],
        [.. outcome.Events.Select((happened, i) => Bytes(outcome.Block, happened, i))],
        [.. outcome.Movements.Select((movement, i) => new MovementRow(
            movement.Account, Bytes(outcome.Block, movement, i)))]);

    private static IEnumerable<OpenedLease> Opened(BlockOutcome outcome)
    {
        foreach (StateChange change in outcome.Changes)
            if (change is { Kind: RowKind.Lease, Before: null, After: { } after }
                && StateRow.Decode(change.Key.Span, after.Span) is StateRow.Lease lease)
                yield return new OpenedLease(lease.Id, lease.Provider, lease.Tenant);
    }

    private static ReadOnlyMemory<byte> Bytes(BlockContext block, in LedgerEvent happened, int index) =>
        new LeaseEvent
        {
            Height = block.Height.Value,
            Index = (uint)index,
            Kind = (LeaseEventKind)happened.Kind,
            EffectiveMs = happened.EffectiveMs,
            Lease = Describe.BytesOrNone(happened.Lease),
            Provider = Describe.BytesOrNone(happened.Provider.Bytes),
            Tenant = Describe.Bytes(happened.Tenant),
            Asset = happened.Asset,
            TimeMs = happened.TimeMs,
            Document = Describe.BytesOrNone(happened.Document),
            Claimed = happened.Money.Claimed,
            Paid = happened.Money.Paid,
            Fee = happened.Money.Fee,
            Refunded = happened.Money.Refunded,
            Slashed = happened.Money.Slashed,
        }.ToByteArray();

    private static ReadOnlyMemory<byte> Bytes(BlockContext block, in Movement movement, int index) =>
        new AccountMovement
        {
            Height = block.Height.Value,
            Index = (uint)index,
            TimestampMs = block.TimestampMs,
            Asset = movement.Asset,
            Amount = movement.Amount,
            Kind = (MovementKind)movement.Reason,
            Reference = Describe.BytesOrNone(movement.Reference),
        }.ToByteArray();
}
