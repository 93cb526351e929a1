using Chain.Wire;
using Google.Protobuf;

namespace Chain;

/// <summary>
/// Parses what nearly all transactions are, places, cancels and replaces of orders, and checks that it is in
/// canonical form on the way: an eighth of the time of a parse and a comparison. Anything else, valid or not,
/// is left to the full parser. Operations may share one Instrument.
/// </summary>
internal static class OrderBodyReader
{
    // A field's number times eight, and its wire type: 0 a varint, 2 bytes with their length.
    private const byte Varint = 0, Delimited = 2;

    /// <returns>Null unless the full parser would return the same body and find it canonical.</returns>
    public static TransactionBody? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        var body = new TransactionBody
        {
            ChainId = reader.Ascii(1 << 3 | Delimited),
            Account = Copy(reader.Bytes(2 << 3 | Delimited)),
            ValidUntilMs = reader.Number(3 << 3 | Varint),
            Nonce = reader.Number(4 << 3 | Varint),
        };
        var instruments = new Instruments(bytes);
        while (reader.Message(5 << 3 | Delimited, out ReadOnlySpan<byte> inside))
        {
            if (ReadOperation(inside, ref instruments) is not { } operation) return null;
            body.Operations.Add(operation);
        }
        body.Key = Copy(reader.Bytes(6 << 3 | Delimited));
        return reader.Complete ? body : null;
    }

    private static Operation? ReadOperation(ReadOnlySpan<byte> bytes, ref Instruments instruments)
    {
        var reader = new CanonicalReader(bytes);
        var operation = new Operation();
        bool sound;
        if (reader.Message(8 << 3 | Delimited, out ReadOnlySpan<byte> inside))
        {
            operation.PlaceOrder = ReadPlace(inside, ref instruments);
            sound = operation.PlaceOrder is not null;
        }
        else if (reader.Message(9 << 3 | Delimited, out inside))
        {
            var kind = new CanonicalReader(inside);
            operation.CancelOrder = new CancelOrder { ClientOrderId = kind.Number(1 << 3 | Varint) };
            sound = kind.Complete;
        }
        else if (reader.Message(11 << 3 | Delimited, out inside))
        {
            var kind = new CanonicalReader(inside);
            operation.ReplaceOrder = new ReplaceOrder
            {
                ClientOrderId = kind.Number(1 << 3 | Varint),
                Lots = kind.Number(2 << 3 | Varint),
                Limit = kind.Number(3 << 3 | Varint),
                ExpiresMs = kind.Number(4 << 3 | Varint),
            };
            sound = kind.Complete;
        }
        else return null;
        return sound && reader.Complete ? operation : null;
    }

    private static PlaceOrder? ReadPlace(ReadOnlySpan<byte> bytes, ref Instruments instruments)
    {
        var reader = new CanonicalReader(bytes);
        var place = new PlaceOrder { ClientOrderId = reader.Number(1 << 3 | Varint) };
        if (reader.Message(2 << 3 | Delimited, out ReadOnlySpan<byte> inside))
        {
            place.Instrument = instruments.Of(inside);
            if (place.Instrument is null) return null;
        }
        place.Side = (Side)reader.Enum(3 << 3 | Varint);
        place.Lots = reader.Number(4 << 3 | Varint);
        place.Limit = reader.Number(5 << 3 | Varint);
        place.TimeInForce = (TimeInForce)reader.Enum(6 << 3 | Varint);
        place.ExpiresMs = reader.Number(7 << 3 | Varint);
        place.AllOrNone = reader.Flag(8 << 3 | Varint);
        place.MinimumFillLots = reader.Number(9 << 3 | Varint);
        place.PostOnly = reader.Flag(10 << 3 | Varint);
        ReadOnlySpan<byte> key = reader.Bytes(11 << 3 | Delimited);
        if (!key.IsEmpty) place.DeliveryKey = Copy(key);
        return reader.Complete ? place : null;
    }

    private static ByteString Copy(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? ByteString.Empty : ByteString.CopyFrom(bytes);

    /// <summary>Instruments of one body: orders of one client name a few, again and again.</summary>
    private ref struct Instruments(ReadOnlySpan<byte> body)
    {
        private const int Most = 16;

        private readonly ReadOnlySpan<byte> body = body;
        private Seen[]? seen;
        private int count;

        /// <returns>Null when it is not in canonical form.</returns>
        public Instrument? Of(ReadOnlySpan<byte> bytes)
        {
            for (int i = 0; i < count; i += 1)
                if (body.Slice(seen![i].At, seen[i].Length).SequenceEqual(bytes)) return seen[i].Instrument;
            var reader = new CanonicalReader(bytes);
            var instrument = new Instrument
            {
                Product = reader.Ascii(1 << 3 | Delimited),
                Delivery = (Delivery)reader.Enum(2 << 3 | Varint),
                Slot = reader.Number(3 << 3 | Varint),
            };
            if (!reader.Complete) return null;
            if (count < Most && body.Overlaps(bytes, out int at))
            {
                seen ??= new Seen[Most];
                seen[count++] = new Seen(at, bytes.Length, instrument);
            }
            return instrument;
        }
    }

    private readonly record struct Seen(int At, int Length, Instrument Instrument);
}
