using Chain.Wire;

namespace Chain.Ledger;

/// <summary>
/// What a book needs to know of an order's stored value (docs/spec/ledger.md, Rows), read without
/// making anything.
/// </summary>
/// <param name="value">As stored.</param>
public readonly ref struct OrderGlance(ReadOnlySpan<byte> value)
{
    private const int DeliverySize = 1 + sizeof(ulong);

    private readonly ReadOnlySpan<byte> value = value;

    /// <summary>Product, delivery and slot as the row spells them: the same for all of a book.</summary>
    public ReadOnlySpan<byte> Instrument => value[..(1 + value[0] + DeliverySize)];

    /// <summary>The same bytes for an instrument.</summary>
    public static byte[] InstrumentOf(string product, Delivery delivery, ulong slot)
    {
        byte[] bytes = new byte[1 + product.Length + DeliverySize];
        var writer = new FixedWriter(bytes);
        Tables.Text.Instrument(ref writer, product, delivery, slot);
        return bytes;
    }

    /// <summary>Side, remaining lots and limit.</summary>
    public (Side Side, ulong Remaining, ulong Limit) Terms
    {
        get
        {
            var reader = new FixedReader(value[Instrument.Length..]);
            var side = (Side)reader.U8();
            reader.U8();
            reader.U64();
            return (side, reader.U64(), reader.U64());
        }
    }
}
