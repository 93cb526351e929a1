using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>
/// What an order locks: a buyer's money, a seller's attested lots and collateral (M-302, M-303).
/// </summary>
internal sealed class OrderLock(LedgerTables tables)
{
    private readonly LeaseRoom leases = new(tables);

    /// <summary>0 for a buyer, and for who sells lots of a lease: its provider's stays in it.</summary>
    public static ulong CollateralPerLot(
        Side side, OrderConditions? conditions, Delivery delivery, in ProductRow terms, ulong reference) =>
        side == Side.Buy || conditions is { } some && some.Source != default
            ? 0 : terms.CollateralAt(delivery, reference);

    /// <param name="row">Its remaining lots are what is locked for.</param>
    public ReceiptStatus Take(int account, in OrderRow row, in ProductRow terms, in BlockContext block)
    {
        if (row.Side == Side.Buy) return TakeMoney(account, row, terms);
        if (row.Source != default) return CheckSource(account, row, terms);
        return TakeCapacity(new CapacityKey(account, row.Trades), row.Remaining,
            (UInt128)row.Remaining * row.CollateralPerLot, block);
    }

    private ReceiptStatus TakeMoney(int account, in OrderRow row, in ProductRow terms)
    {
        ulong? locked = terms.BuyerLock(
            row.Trades.Delivery, row.Remaining, row.Limit, tables.Parameters.GraceMs);
        if (locked is not { } money) return ReceiptStatus.Overflow;
        if (row.Trades.IsSpot && !leases.Fits(new StreamKey(account, terms.Asset), row.Remaining))
            return ReceiptStatus.TooManyLeases;
        return tables.Balances.TryLock(account, terms.Asset, money)
            ? ReceiptStatus.Ok : ReceiptStatus.InsufficientBalance;
    }

    /// <summary>Lots of an attestation, and money of its provider, for what it offers.</summary>
    public ReceiptStatus TakeCapacity(CapacityKey key, ulong lots, UInt128 money, in BlockContext block)
    {
        int slot = tables.Capacity.Find(key);
        if (slot < 0) return ReceiptStatus.InsufficientCapacity;
        CapacityRow capacity = tables.Capacity[slot];
        // An expired one whose due work waits has nothing left to offer.
        if (lots > capacity.Free || tables.Capacity.ExpiryOf(key, capacity) <= block.TimestampMs)
            return ReceiptStatus.InsufficientCapacity;
        if (money > Limits.Notional) return ReceiptStatus.Overflow;
        int asset = tables.Products[key.Instrument.Product].Asset;
        if (!tables.Balances.TryLock(key.Provider, asset, (ulong)money))
            return ReceiptStatus.InsufficientBalance;
        tables.Capacity.Move(key, offered: (long)lots, sold: 0);
        return ReceiptStatus.Ok;
    }

    /// <summary>
    /// Lots of a lease are locked by the ask itself: what asks name of it, no other may (M-801).
    /// </summary>
    private ReceiptStatus CheckSource(int account, in OrderRow row, in ProductRow terms)
    {
        int lease = tables.Leases.Find(row.Source);
        if (lease < 0) return ReceiptStatus.UnknownLease;
        LeaseRow source = tables.Leases[lease];
        if (source.Tenant != account) return ReceiptStatus.NotPermitted;
        if (source.Instrument != row.Trades) return ReceiptStatus.InvalidParameter;
        if (source.State != LeaseState.Booked) return ReceiptStatus.LeaseEnded;
        if (source.Splits >= Limits.Splits) return ReceiptStatus.TooManySplits;
        ulong left = source.Lots;
        foreach (int ask in tables.Orders.OfSource(row.Source)) left -= tables.Orders[ask].Remaining;
        if (row.Remaining > left) return ReceiptStatus.InsufficientLots;
        left -= row.Remaining;
        return left == 0 || left >= terms.MinOrderLots ? ReceiptStatus.Ok : ReceiptStatus.InvalidLots;
    }
}
