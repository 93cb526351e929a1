using System.Text;

namespace Chain;

/// <summary>Hashes that name requests, hide prices and break ties (M-542, M-544).</summary>
public static class QuoteHashes
{
    public const int SaltBytes = Hash32.Size;

    private static readonly TaggedHash Request = new("chain/request");
    private static readonly TaggedHash Quote = new("chain/quote");
    private static readonly TaggedHash Tie = new("chain/quote-tie");

    /// <summary>The id of a request; in its lease's id it stands for the tenant.</summary>
    public static Hash32 OfRequest(AccountId tenant, ulong number)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size + sizeof(ulong)];
        var writer = new FixedWriter(bytes);
        writer.Hash(tenant.Bytes);
        writer.U64(number);
        return Request.Of(bytes);
    }

    /// <param name="chain">Hash of the genesis document.</param>
    /// <param name="tenant">Who asked.</param>
    /// <param name="number">Of the request.</param>
    /// <param name="provider">Who commits.</param>
    /// <param name="price">Minor units per lot, of SPOT per hour.</param>
    /// <param name="salt">That nobody else knows until the reveal.</param>
    /// <param name="offer">Of the offer's document; zero for none.</param>
    public static Hash32 OfQuote(
        Hash32 chain, AccountId tenant, ulong number, AccountId provider, ulong price, Hash32 salt,
        Hash32 offer)
    {
        Span<byte> bytes = stackalloc byte[5 * Hash32.Size + 2 * sizeof(ulong)];
        var writer = new FixedWriter(bytes);
        writer.Hash(chain);
        writer.Hash(tenant.Bytes);
        writer.U64(number);
        writer.Hash(provider.Bytes);
        writer.U64(price);
        writer.Hash(salt);
        writer.Hash(offer);
        return Quote.Of(bytes);
    }

    /// <summary>Of two equal prices the lower wins.</summary>
    /// <param name="seed">Digest of the parent of the block that decides.</param>
    /// <param name="tenant">Who asked.</param>
    /// <param name="number">Of the request.</param>
    /// <param name="party">The provider's.</param>
    public static Hash32 OfTie(Hash32 seed, AccountId tenant, ulong number, string party)
    {
        Span<byte> bytes = stackalloc byte[2 * Hash32.Size + sizeof(ulong) + Limits.NameLength];
        var writer = new FixedWriter(bytes);
        writer.Hash(seed);
        writer.Hash(tenant.Bytes);
        writer.U64(number);
        int name = Encoding.ASCII.GetBytes(party, bytes[writer.Written..]);
        return Tie.Of(bytes[..(writer.Written + name)]);
    }
}
