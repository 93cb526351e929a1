using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger;

/// <summary>Rows of bundles.</summary>
public abstract partial record StateRow
{
    /// <param name="Slot">0 for SPOT.</param>
    public readonly record struct Leg(string ProductName, ulong Slot, ulong Lots);

    /// <summary>A resting bundle or block order.</summary>
    /// <param name="Limit">On the whole.</param>
    /// <param name="AgedMs">Of the entry or of the last failure.</param>
    public sealed record Bundle(
        AccountId Owner, ulong ClientOrderId, Delivery Delivery, TimeInForce TimeInForce, ulong Limit,
        ulong Locked, ulong EnteredMs, ulong ExpiresMs, ulong AgedMs, byte Failures, Hash32 DeliveryKey)
        : StateRow
    {
        public IReadOnlyList<Leg> Legs { get; init; } = [];

        /// <summary>From this time on it is not there (M-504).</summary>
        /// <param name="terms">Of a product by its name.</param>
        public ulong EndsMs(Func<string, CreateProduct> terms)
        {
            ulong ends = OrderRow.EndsAt(EnteredMs, ExpiresMs);
            if (Delivery == Delivery.Spot) return ends;
            foreach (Leg leg in Legs)
            {
                CreateProduct product = terms(leg.ProductName);
                ulong start = leg.Slot * product.SlotMs;
                ends = Math.Min(ends, start - Math.Min(start, product.LeadMs));
            }
            return ends;
        }

        internal static Bundle? Read(AccountId owner, ulong id, ref FixedReader v)
        {
            var row = new Bundle(owner, id, (Delivery)v.U8(), (TimeInForce)v.U8(), v.U64(), v.U64(), v.U64(),
                v.U64(), v.U64(), v.U8(), Text.CountedKey(ref v));
            var legs = new Leg[v.U8()];
            for (int i = 0; i < legs.Length; i += 1) legs[i] = new Leg(Text.Counted(ref v), v.U64(), v.U64());
            return legs.Length == 0 ? null : row with { Legs = legs };
        }

        public override string ToString() =>
            $"Bundle {Owner} {ClientOrderId} {Delivery} {TimeInForce} limit {Limit} locked {Locked} "
            + $"entered {EnteredMs} expires {ExpiresMs} aged {AgedMs} failures {Failures} key {DeliveryKey} "
            + $"legs {string.Join(' ', Legs.Select(l => $"{l.Lots} {l.ProductName}/{l.Slot}"))}";
    }
}
