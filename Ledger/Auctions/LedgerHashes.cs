using System.Text;

namespace Chain.Ledger.Auctions;

/// <summary>
/// Hashes that break ties and name leases (M-408, M-410, M-411). The parent's digest seeds them.
/// </summary>
internal static class LedgerHashes
{
    private static readonly TaggedHash Ration = new("chain/ration");
    private static readonly TaggedHash Walk = new("chain/lease-walk");
    private static readonly TaggedHash Lease = new("chain/lease");
    private static readonly TaggedHash BundleParty = new("chain/bundle-party");
    private static readonly TaggedHash Group = new("chain/group");

    public static Hash32 OfParty(Hash32 parent, Hash32 instrument, Wire.Side side, string party)
    {
        Span<byte> bytes = stackalloc byte[2 * Hash32.Size + 1 + Limits.NameLength];
        var writer = new FixedWriter(bytes);
        writer.Hash(parent);
        writer.Hash(instrument);
        writer.U8((byte)side);
        int name = Encoding.ASCII.GetBytes(party, bytes[writer.Written..]);
        return Ration.Of(bytes[..(writer.Written + name)]);
    }

    public static Hash32 OfAccount(Hash32 parent, Hash32 instrument, AccountId account) =>
        Of(Walk, parent, instrument, account.Bytes, default, 3);

    public static Hash32 OfLease(Hash32 parent, Hash32 instrument, AccountId provider, AccountId tenant) =>
        Of(Lease, parent, instrument, provider.Bytes, tenant.Bytes, 4);

    /// <summary>Places parties where their bundles are of one age (M-504, M-505).</summary>
    public static Hash32 OfBundleParty(Hash32 parent, string party)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size + Limits.NameLength];
        var writer = new FixedWriter(bytes);
        writer.Hash(parent);
        int name = Encoding.ASCII.GetBytes(party, bytes[writer.Written..]);
        return BundleParty.Of(bytes[..(writer.Written + name)]);
    }

    /// <summary>What the leases of a bundle have in common (M-510).</summary>
    public static Hash32 OfGroup(AccountId account, ulong clientOrderId, Hash32 parent)
    {
        Span<byte> bytes = stackalloc byte[2 * Hash32.Size + 8];
        var writer = new FixedWriter(bytes);
        writer.Hash(account.Bytes);
        writer.U64(clientOrderId);
        writer.Hash(parent);
        return Group.Of(bytes);
    }

    private static Hash32 Of(TaggedHash tag, Hash32 a, Hash32 b, Hash32 c, Hash32 d, int count)
    {
        Span<byte> bytes = stackalloc byte[4 * Hash32.Size];
        var writer = new FixedWriter(bytes);
        writer.Hash(a);
        writer.Hash(b);
        writer.Hash(c);
        writer.Hash(d);
        return tag.Of(bytes[..(count * Hash32.Size)]);
    }
}
