using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>What a client asked for, as a bundle or as a block order (M-501, M-502).</summary>
/// <param name="Legs">Each instrument and its lots.</param>
internal readonly record struct BundleTerms(
    IReadOnlyList<(Instrument? Instrument, ulong Lots)> Legs, UInt128 Limit, TimeInForce TimeInForce,
    ulong ExpiresMs, ByteString DeliveryKey)
{
    public static BundleTerms Of(PlaceBundle place) => new(
        [.. place.Legs.Take(Limits.LegsPerBundle + 1).Select(leg => (leg.Instrument, leg.Lots))],
        place.Limit, place.TimeInForce, place.ExpiresMs, place.DeliveryKey);

    /// <summary>Its slots as legs; none where they do not fit into a bundle.</summary>
    public static BundleTerms Of(PlaceBlockOrder place)
    {
        var legs = new List<(Instrument?, ulong)>();
        bool fits = place.Count <= Limits.LegsPerBundle
            && (place.Count == 0 || place.FirstSlot <= ulong.MaxValue - (place.Count - 1));
        for (ulong i = 0; fits && i < place.Count; i += 1)
            legs.Add((new Instrument
            {
                Product = place.Product,
                Delivery = Delivery.Slot,
                Slot = place.FirstSlot + i,
            }, place.Lots));
        // A product of three u64 may pass 2^128: whatever does is too much anyway.
        UInt128 perSlot = (UInt128)place.Limit * place.Lots;
        UInt128 limit = perSlot > Limits.Notional
            ? Limits.Notional + UInt128.One : perSlot * (uint)legs.Count;
        return new BundleTerms(legs, limit, place.TimeInForce, place.ExpiresMs, place.DeliveryKey);
    }
}

/// <summary>What the terms of a bundle say by themselves, in the order of M-501.</summary>
internal sealed class BundleForm(LedgerTables tables)
{
    /// <param name="row">Complete but for its lock.</param>
    public ReceiptStatus Read(in BundleTerms terms, ulong timestampMs, out BundleRow row)
    {
        row = default;
        if (terms.TimeInForce is not (TimeInForce.Gtc or TimeInForce.Gtt or TimeInForce.Ioc))
            return ReceiptStatus.InvalidParameter;
        ReceiptStatus status = ReadLegs(terms.Legs, out Leg[] legs);
        if (status != ReceiptStatus.Ok) return status;
        status = CheckSize(legs, terms.Limit);
        if (status != ReceiptStatus.Ok) return status;
        if (terms.TimeInForce == TimeInForce.Gtt != (terms.ExpiresMs > 0)) return ReceiptStatus.InvalidExpiry;
        if (terms.DeliveryKey.Length is not (0 or Hash32.Size)) return ReceiptStatus.InvalidKey;
        Hash32.TryRead(terms.DeliveryKey.Span, out Hash32 key);
        row = new BundleRow(legs, (ulong)terms.Limit, terms.TimeInForce, 0, timestampMs, terms.ExpiresMs,
            timestampMs, 0, key);
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus ReadLegs(IReadOnlyList<(Instrument? Instrument, ulong Lots)> terms, out Leg[] legs)
    {
        ReceiptStatus status = InstrumentForm.ReadAll(
            tables, [.. terms.Select(leg => leg.Instrument)], Limits.LegsPerBundle, out InstrumentKey[] keys);
        legs = status == ReceiptStatus.Ok ? [.. keys.Select((key, i) => new Leg(key, terms[i].Lots))] : [];
        return status;
    }

    private ReceiptStatus CheckSize(Leg[] legs, UInt128 limit)
    {
        UInt128 least = 0;
        foreach (Leg leg in legs)
        {
            ref readonly ProductRow product = ref tables.Products[leg.Instrument.Product];
            if (leg.Lots < product.MinOrderLots || leg.Lots > Limits.Lots) return ReceiptStatus.InvalidLots;
            least += (UInt128)leg.Lots * product.Tick;
        }
        return limit < least || limit > Limits.Notional ? ReceiptStatus.InvalidPrice : ReceiptStatus.Ok;
    }
}
