using System.Buffers.Binary;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Leases;

/// <summary>A dispute as JSON; money in minor units, lot-ms as text: they may pass 64 bits.</summary>
internal sealed record DisputeShape(
    string Dispute, string Lease, uint Receipt, string About, string Phase, uint Round, ulong LeftMs,
    ulong DrawnAtHeight, IReadOnlyList<SeatShape> Panel, string Provider, string Tenant, string Asset,
    ulong Contested, ulong TenantBond, ulong ProviderBond, string Claimed, string Stated,
    string DisclosedKey, string CredentialsHash, ulong CredentialsHeight)
{
    public static DisputeShape From(Dispute row) => new(
        Show.Hex(row.Id), Show.Hex(row.Lease), row.Receipt,
        row.Receipt == 0 ? "hand-over" : $"receipt {row.Receipt}", Show.Dispute(row.Phase), row.Round,
        row.LeftMs, row.DrawnAtHeight,
        [.. row.Panel.Select(seat => new SeatShape(
            Show.Account(seat.Member), seat.Name, seat.Committed, Show.Verdict(seat.Verdict)))],
        Show.Account(row.Provider), Show.Account(row.Tenant), row.Asset, row.Contested, row.TenantBond,
        row.ProviderBond, Meter(row.Claimed), Meter(row.Stated), Show.Hex(row.DisclosedKey),
        Show.Hex(row.CredentialsHash), row.CredentialsHeight);

    private static string Meter(ByteString bytes) => bytes.Length == InnerSignatures.MeterBytes
        ? $"{BinaryPrimitives.ReadUInt128BigEndian(bytes.Span)}" : "";
}

/// <summary>One member of a panel.</summary>
internal sealed record SeatShape(string Member, string Name, bool Committed, string Verdict)
{
    public string Said() => Verdict.Length > 0 ? Verdict : Committed ? "committed" : "not yet";
}
