using Chain.Ledger.Tables;

namespace Chain.Ledger;

/// <summary>
/// What only some orders say; a plain order has none of it, at the price of one null. Never all defaults.
/// </summary>
/// <param name="ExpiresMs">Of a GTT order; else 0.</param>
/// <param name="AllOrNone">Also of FOK.</param>
/// <param name="Exclusions">Auctions it sat out (M-422).</param>
/// <param name="DeliveryKey">Of a buyer; default: none.</param>
public sealed record OrderConditions(
    ulong ExpiresMs, ulong MinimumFill, bool AllOrNone, bool PostOnly, byte Exclusions, Hash32 DeliveryKey)
{
    /// <summary>Of an ask: the lease whose lots it offers (M-801); default: capacity.</summary>
    public Hash32 Source { get; init; }

    private static readonly OrderConditions Nothing = new(0, 0, false, false, 0, default);

    /// <summary>Null where they say nothing.</summary>
    internal OrderConditions? OrNull => this == Nothing ? null : this;

    internal static void Write(OrderConditions? conditions, ref FixedWriter writer)
    {
        writer.U8(conditions is null ? (byte)0 : (byte)1);
        if (conditions is not { } some) return;
        writer.U64(some.ExpiresMs);
        writer.U64(some.MinimumFill);
        writer.U8(some.AllOrNone ? (byte)1 : (byte)0);
        writer.U8(some.PostOnly ? (byte)1 : (byte)0);
        writer.U8(some.Exclusions);
        Text.CountedKey(ref writer, some.DeliveryKey);
        Text.CountedKey(ref writer, some.Source);
    }

    internal static OrderConditions? Read(ref FixedReader reader) => reader.U8() == 0 ? null : new(
        reader.U64(), reader.U64(), reader.U8() == 1, reader.U8() == 1, reader.U8(),
        Text.CountedKey(ref reader))
    {
        Source = Text.CountedKey(ref reader),
    };
}
