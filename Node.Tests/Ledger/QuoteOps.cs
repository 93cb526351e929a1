using Chain.Client;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>Operations of requests for quotation in one call each; every provider has one salt.</summary>
internal static class QuoteOps
{
    /// <summary>Hash of every offer here.</summary>
    public static readonly Hash32 Offer = Market.Key(8_888).Bytes;

    /// <param name="slot">Null: SPOT.</param>
    public static Instrument Of(ulong? slot, string product = Market.Compute) => new()
    {
        Product = product,
        Delivery = slot is null ? Delivery.Spot : Delivery.Slot,
        Slot = slot ?? 0,
    };

    public static Operation Request(ulong id, ulong lots, ulong reserve, params ulong?[] slots) =>
        Quotations.Open(Quotations.Request(id, lots, reserve, slots.Select(slot => Of(slot))));

    public static Operation Commit(
        AccountId tenant, ulong id, AccountId provider, ulong price, ulong? slot = Market.Slot) =>
        Quotations.Commit(tenant, id, Of(slot), QuoteHashes.OfQuote(
            Market.Chain, tenant, id, provider, price, SaltOf(provider), Offer));

    public static Operation Reveal(AccountId tenant, ulong id, AccountId provider, ulong price) =>
        Quotations.Reveal(tenant, id, price, SaltOf(provider), Offer);

    private static Hash32 SaltOf(AccountId provider) => TaggedHash.Genesis.Of(provider.Bytes.Span);
}
