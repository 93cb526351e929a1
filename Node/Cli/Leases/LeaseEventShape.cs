using Chain.Wire;

namespace Chain.Node.Cli.Leases;

/// <summary>An event of a lease or a stream as JSON; money in minor units.</summary>
internal sealed record LeaseEventShape(
    ulong Height, uint Index, string Kind, ulong EffectiveMs, string Lease, string Provider, string Tenant,
    string Asset, ulong TimeMs, string Document, ulong Claimed, ulong Paid, ulong Fee, ulong Refunded,
    ulong Slashed)
{
    public static LeaseEventShape From(LeaseEvent happened) => new(
        happened.Height, happened.Index, Show.Event(happened.Kind), happened.EffectiveMs,
        Show.Hex(happened.Lease), happened.Provider.IsEmpty ? "" : Show.Account(happened.Provider),
        Show.Account(happened.Tenant), happened.Asset, happened.TimeMs, Show.Hex(happened.Document),
        happened.Claimed, happened.Paid, happened.Fee, happened.Refunded, happened.Slashed);

    /// <summary>"412  2027-01-15 08:00:00Z  final_receipt  9a01…  paid 700  fee 7".</summary>
    public static string Line(LeaseEvent happened)
    {
        string tenant = Show.Short(Show.Account(happened.Tenant));
        string of = !happened.Lease.IsEmpty ? Show.Short(Show.Hex(happened.Lease))
            : happened.Document.IsEmpty ? $"stream of {tenant}, {happened.Asset}"
            : $"request {Show.Short(Show.Hex(happened.Document))} of {tenant}";
        string kind = Show.Event(happened.Kind);
        string line = $"{happened.Height,8}  {Show.Time(happened.EffectiveMs)}  {kind,-16}  {of}";
        if (happened.TimeMs > 0) line += $"  {Show.Time(happened.TimeMs)}";
        (string What, ulong Amount)[] money =
        [
            ("claimed", happened.Claimed), ("paid", happened.Paid), ("fee", happened.Fee),
            ("refunded", happened.Refunded), ("slashed", happened.Slashed),
        ];
        return line + string.Concat(money.Where(m => m.Amount > 0).Select(m => $"  {m.What} {m.Amount}"));
    }
}
