using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>Operations on requests for quotation, from value types. Prices in minor units.</summary>
public static class Quotations
{
    /// <summary>Asks for so many lots of one of these instruments, from one provider.</summary>
    /// <param name="clientOrderId">Of the account's orders: used once.</param>
    /// <param name="lots">From one provider.</param>
    /// <param name="reserve">The most per lot, of SPOT per hour.</param>
    /// <param name="instruments">1 to 8, all SPOT or all slots.</param>
    public static RequestQuotes Request(
        ulong clientOrderId, ulong lots, ulong reserve, params IEnumerable<Instrument> instruments) => new()
        {
            ClientOrderId = clientOrderId,
            Lots = lots,
            Reserve = reserve,
            Instruments = { instruments },
        };

    public static Operation Open(RequestQuotes request) => new() { RequestQuotes = request };

    /// <summary>While nobody has committed to it.</summary>
    public static Operation Cancel(ulong clientOrderId) =>
        new() { CancelRequest = new CancelRequest { ClientOrderId = clientOrderId } };

    /// <summary>A price that nobody can read until <see cref="Reveal"/>; it cannot be withdrawn.</summary>
    /// <param name="tenant">Who asked.</param>
    /// <param name="clientOrderId">Of the request.</param>
    /// <param name="instrument">One of the request's.</param>
    /// <param name="commitment">Of <see cref="QuoteHashes.OfQuote"/>.</param>
    public static Operation Commit(
        AccountId tenant, ulong clientOrderId, Instrument instrument, Hash32 commitment) => new()
        {
            CommitQuote = new CommitQuote
            {
                Tenant = ByteString.CopyFrom(tenant.Bytes.Span),
                ClientOrderId = clientOrderId,
                Instrument = instrument,
                Commitment = ByteString.CopyFrom(commitment.Span),
            },
        };

    /// <param name="tenant">Who asked.</param>
    /// <param name="clientOrderId">Of the request.</param>
    /// <param name="price">As committed.</param>
    /// <param name="salt">As committed.</param>
    /// <param name="offer">As committed; zero for none.</param>
    public static Operation Reveal(
        AccountId tenant, ulong clientOrderId, ulong price, Hash32 salt, Hash32 offer) => new()
        {
            RevealQuote = new RevealQuote
            {
                Tenant = ByteString.CopyFrom(tenant.Bytes.Span),
                ClientOrderId = clientOrderId,
                Price = price,
                Salt = ByteString.CopyFrom(salt.Span),
                OfferHash = ByteString.CopyFrom(offer.Span),
            },
        };
}
