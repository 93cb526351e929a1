using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Api;

/// <summary>Stored things as the messages clients get.</summary>
internal static class Describe
{
    public static ByteString Bytes(Hash32 hash) => ByteString.CopyFrom(hash.Span);

    public static ByteString Bytes(AccountId account) => Bytes(account.Bytes);

    /// <summary>Empty for zero.</summary>
    public static ByteString BytesOrNone(Hash32 hash) => hash.IsZero ? ByteString.Empty : Bytes(hash);

    public static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    public static Receipt Receipt(TransactionReceipt receipt) => new()
    {
        TransactionId = Bytes(receipt.Id),
        Height = receipt.Height.Value,
        Index = receipt.Index,
        Status = receipt.Status,
        FailedOperation = receipt.FailedOperation,
    };

    public static Receipt Receipt(ReadOnlyMemory<byte> stored)
    {
        Require.That(TransactionReceipt.TryRead(stored.Span, out TransactionReceipt receipt));
        return Receipt(receipt);
    }

    /// <returns>Null above the head.</returns>
    public static Block? Block(StoreReads reads, Height height, bool headerOnly = false)
    {
        if (reads.Header(height) is not { } stored) return null;
        BlockHeader header = stored.Header;
        var block = new Block
        {
            Height = header.Height.Value,
            Hash = Bytes(header.Digest),
            ParentHash = Bytes(header.Parent),
            Epoch = header.Epoch.Value,
            TimestampMs = header.TimestampMs,
            StateRoot = Bytes(header.StateRoot),
            Header = Wrap(HeaderCodec.Encode(header)),
        };
        if (stored.Certificate is { } certificate)
            block.Certificate = Wrap(CertificateCodec.Encode(certificate));
        if (headerOnly) return block;
        block.Transactions.Add((reads.Body(height) ?? []).Select(Wrap));
        block.Receipts.Add((reads.Receipts(height) ?? []).Select(Receipt));
        return block;
    }

    public static BlockSummary Summary(BlockHeader header) => new()
    {
        Height = header.Height.Value,
        Hash = Bytes(header.Digest),
        TimestampMs = header.TimestampMs,
        Transactions = header.TransactionCount,
        StateRoot = Bytes(header.StateRoot),
    };

    public static Instrument Instrument(string product, Delivery delivery, ulong slot) =>
        new() { Product = product, Delivery = delivery, Slot = slot };

    public static Level Level(PriceLevel level) =>
        new() { Price = level.Price, Lots = level.Lots, Orders = level.Orders };

    public static Wide Wide(UInt128 number) =>
        new() { High = (ulong)(number >> 64), Low = (ulong)(number & ulong.MaxValue) };

    public static Candle Candle(StoredCandle stored) => new()
    {
        StartMs = stored.StartMs,
        Open = stored.Candle.Open,
        High = stored.Candle.High,
        Low = stored.Candle.Low,
        Close = stored.Candle.Close,
        Volume = Wide(stored.Candle.Volume),
        Notional = Wide(stored.Candle.Notional),
        Trades = stored.Candle.Trades,
        LastHeight = stored.Candle.LastHeight.Value,
    };

    public static Order Order(StateRow.Order row) => new()
    {
        Account = Bytes(row.Owner),
        ClientOrderId = row.ClientOrderId,
        Instrument = Instrument(row.ProductName, row.Delivery, row.Slot),
        Side = row.Side,
        Limit = row.Limit,
        Lots = row.Lots,
        Remaining = row.Remaining,
        TimeInForce = row.TimeInForce,
        EnteredMs = row.EnteredMs,
        ExpiresMs = row.EndsMs,
        AllOrNone = row.Conditions?.AllOrNone ?? false,
        MinimumFillLots = row.Conditions?.MinimumFill ?? 0,
        PostOnly = row.Conditions?.PostOnly ?? false,
        Exclusions = row.Conditions?.Exclusions ?? 0u,
        DeliveryKey = row.Conditions is { } some && some.DeliveryKey != default
            ? Bytes(some.DeliveryKey) : ByteString.Empty,
        SourceLease = BytesOrNone(row.Conditions?.Source ?? default),
    };

    public static Capacity Capacity(StateRow.Capacity row) => new()
    {
        Provider = Bytes(row.Provider),
        Product = row.ProductName,
        Delivery = row.Delivery,
        Slot = row.Slot,
        Attested = row.Attested,
        Offered = row.Offered,
        Sold = row.Sold,
        UntilMs = row.UntilMs,
        Attestor = Bytes(row.Attestor),
    };

    /// <summary>Without a slot's times, which only its product knows.</summary>
    public static Lease Lease(StateRow.Lease row) => new()
    {
        Id = Bytes(row.Id),
        Instrument = Instrument(row.ProductName, row.Delivery, row.Slot),
        Provider = Bytes(row.Provider),
        Tenant = Bytes(row.Tenant),
        Lots = row.Lots,
        Price = row.Price,
        StartMs = row.Delivery == Delivery.Spot ? row.Service.PostedMs : 0,
        EndMs = row.Service.EndMs,
        State = row.State,
        Escrow = row.Escrow,
        Collateral = row.Collateral,
        TradedHeight = row.TradedHeight,
        PostedMs = row.Service.PostedMs,
        Acknowledged = row.Service.Acknowledged,
        Receipts = row.Service.Receipts,
        ThroughMs = row.Service.ThroughMs,
        Delivered = Bytes(row.Service.Delivered),
        ReceiptPending = row.Service.HasPending,
        Reserve = row.Service.Reserve,
        DeliveryKey = BytesOrNone(row.DeliveryKey),
        Splits = row.Splits,
        Group = BytesOrNone(row.Group),
    };

    private static ByteString Bytes(UInt128 number)
    {
        var bytes = new byte[InnerSignatures.MeterBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return Wrap(bytes);
    }
}
