using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Leases;

/// <summary>A lease as JSON; money in minor units.</summary>
internal sealed record LeaseShape(
    string Id, string Product, string Delivery, ulong Slot, string Provider, string Tenant, ulong Lots,
    ulong Price, ulong StartMs, ulong EndMs, string State, ulong Escrow, ulong Collateral,
    ulong TradedHeight, ulong PostedMs, bool Acknowledged, uint Receipts, ulong ThroughMs,
    UInt128 Delivered, bool ReceiptPending, ulong Reserve, string? DeliveryKey, uint Splits, string? Group,
    ulong CredentialsHeight, TransferShape? Transfer)
{
    public static LeaseShape From(Lease lease) => new(
        Show.Hex(lease.Id), lease.Instrument.Product, Show.Delivery(lease.Instrument.Delivery),
        lease.Instrument.Slot, Show.Account(lease.Provider),
        Show.Account(lease.Tenant), lease.Lots, lease.Price, lease.StartMs, lease.EndMs,
        Show.Lease(lease.State), lease.Escrow, lease.Collateral, lease.TradedHeight, lease.PostedMs,
        lease.Acknowledged, lease.Receipts, lease.ThroughMs, Meter(lease.Delivered), lease.ReceiptPending,
        lease.Reserve, HexOrNull(lease.DeliveryKey), lease.Splits, HexOrNull(lease.Group),
        lease.CredentialsHeight, lease.Transfer is { } transfer ? TransferShape.From(transfer) : null);

    private static string? HexOrNull(ByteString bytes) => bytes.IsEmpty ? null : Show.Hex(bytes);

    private static UInt128 Meter(ByteString bytes) => bytes.Length == InnerSignatures.MeterBytes
        ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes.Span) : 0;
}

/// <summary>A transfer that waits.</summary>
internal sealed record TransferShape(string Taker, ulong Lots, ulong Price, bool Accepted, ulong AtMs)
{
    public static TransferShape From(LeaseTransfer transfer) => new(
        Show.Account(transfer.Taker), transfer.Lots, transfer.Price, transfer.Accepted, transfer.AtMs);
}
