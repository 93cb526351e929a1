using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Chain.Wire;

namespace Chain.Client.Replay;

/// <summary>All that an auction depends on.</summary>
/// <param name="Reference">R.</param>
/// <param name="MinOrderLots">The product's.</param>
/// <param name="Parent">Digest of the parent block.</param>
/// <param name="Orders">Those that are eligible, and the legs of accepted bundles.</param>
public sealed record ReplayBook(
    Instrument Instrument, ulong Reference, ulong Tick, ulong MinOrderLots, Hash32 Parent,
    IReadOnlyList<ReplayOrder> Orders)
{
    private static readonly TaggedHash Ration = new("chain/ration");
    private static readonly TaggedHash LeaseWalk = new("chain/lease-walk");
    private static readonly TaggedHash Lease = new("chain/lease");
    private static readonly TaggedHash Group = new("chain/group");

    /// <summary>SHA-256 of the instrument's row key.</summary>
    public Hash32 Id { get; } = IdOf(Instrument);

    /// <summary>Breaks ties between parties (M-408, M-421).</summary>
    public Hash32 HashOf(bool buys, string party) => Ration.Of(
        [.. Parent.Span, .. Id.Span, buys ? (byte)1 : (byte)2, .. Encoding.ASCII.GetBytes(party)]);

    /// <summary>Breaks ties between accounts (M-410).</summary>
    public Hash32 WalkHashOf(Hash32 name) => LeaseWalk.Of([.. Parent.Span, .. Id.Span, .. name.Span]);

    /// <summary>The id of a lease (M-411).</summary>
    public Hash32 LeaseOf(Hash32 provider, Hash32 tenant) =>
        Lease.Of([.. Parent.Span, .. Id.Span, .. provider.Span, .. tenant.Span]);

    /// <summary>What the leases of a bundle have in common (M-510).</summary>
    public static Hash32 GroupOf(AccountId account, ulong clientOrderId, Hash32 parent)
    {
        byte[] id = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(id, clientOrderId);
        return Group.Of([.. account.Bytes.Span, .. id, .. parent.Span]);
    }

    /// <summary>Row kind 8, delivery, slot, product (L-10), hashed.</summary>
    public static Hash32 IdOf(Instrument instrument)
    {
        byte[] slot = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(slot, instrument.Slot);
        return new Hash32(SHA256.HashData(
            [8, (byte)instrument.Delivery, .. slot, .. Encoding.ASCII.GetBytes(instrument.Product)]));
    }
}
