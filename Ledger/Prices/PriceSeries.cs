using System.Text;
using Chain.Wire;

namespace Chain.Ledger.Prices;

/// <summary>Names of series (M-902), as bytes under which their candles are filed.</summary>
public static class PriceSeries
{
    public static byte[] OfInstrument(string product, Delivery delivery, ulong slot) =>
        StateKey.Instrument(product, delivery, slot);

    /// <summary>All books of a product and delivery; its kind byte tells it from an instrument's.</summary>
    public static byte[] OfProduct(string product, Delivery delivery) =>
        [(byte)RowKind.Product, (byte)delivery, .. Encoding.ASCII.GetBytes(product)];
}
