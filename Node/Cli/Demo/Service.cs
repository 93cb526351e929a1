using Chain.Crypto;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>A lease of the story.</summary>
/// <param name="Lease">Its id.</param>
/// <param name="Price">Per lot and hour, minor units.</param>
/// <param name="Access">One-time key of the tenant: credentials are sealed to it.</param>
/// <param name="TradedAt">The block that made it.</param>
internal sealed record Service(
    Hash32 Lease, Actor Provider, Actor Tenant, Instrument Instrument, ulong Lots, ulong Price,
    ECPrivKey Access, ulong TradedAt)
{
    public string Product => Instrument.Product;
}
