using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger;

/// <summary>Rows of requests for quotation.</summary>
public abstract partial record StateRow
{
    /// <param name="Slot">0 for SPOT.</param>
    public readonly record struct Acceptable(string ProductName, ulong Slot);

    /// <summary>An open request; fields as in <see cref="RequestRow"/>.</summary>
    /// <param name="DeadlineMs">In live time.</param>
    public sealed record Request(
        AccountId Tenant, ulong ClientOrderId, Delivery Delivery, ulong Lots, ulong Reserve, ulong Locked,
        ulong OpenedMs, RequestPhase Phase, ulong DeadlineMs, Hash32 DeliveryKey) : StateRow
    {
        public IReadOnlyList<Acceptable> Instruments { get; init; } = [];

        public Hash32 Id => QuoteHashes.OfRequest(Tenant, ClientOrderId);

        internal static Request? Read(AccountId tenant, ulong id, ref FixedReader v)
        {
            var row = new Request(tenant, id, (Delivery)v.U8(), v.U64(), v.U64(), v.U64(), v.U64(),
                (RequestPhase)v.U8(), v.U64(), Text.CountedKey(ref v));
            var instruments = new Acceptable[v.U8()];
            for (int i = 0; i < instruments.Length; i += 1)
                instruments[i] = new Acceptable(Text.Counted(ref v), v.U64());
            return instruments.Length == 0 ? null : row with { Instruments = instruments };
        }

        public override string ToString() =>
            $"Request {Tenant} {ClientOrderId} {Delivery} {Lots} lots reserve {Reserve} locked {Locked} "
            + $"opened {OpenedMs} {Phase} to {DeadlineMs} key {DeliveryKey} "
            + $"of {string.Join(' ', Instruments.Select(one => $"{one.ProductName}/{one.Slot}"))}";
    }

    /// <summary>Of an open request; fields as in <see cref="QuotationRow"/>.</summary>
    /// <param name="Slot">0 for SPOT.</param>
    public sealed record Quotation(
        AccountId Tenant, ulong ClientOrderId, AccountId Provider, string ProductName, Delivery Delivery,
        ulong Slot, Hash32 Commitment, ulong CollateralPerLot, ulong Bond, bool Revealed, ulong Price,
        Hash32 Offer) : StateRow;
}
