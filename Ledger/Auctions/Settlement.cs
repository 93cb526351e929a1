using Chain.Ledger.Bundles;
using Chain.Ledger.Leases;
using Chain.Ledger.Operations;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>
/// Turns the result of one auction into money, leases, remainders and counts (M-409 to M-413, M-422).
/// </summary>
internal sealed class Settlement(LedgerTables tables, Transcript transcript)
{
    private readonly OrderRelease release = new(tables);
    private readonly NewLease leases = new(tables);
    private readonly AccountFills buyers = new();
    private readonly AccountFills sellers = new();
    private readonly Resale resale = new(tables, transcript);

    public void Settle(BookAuction auction, in BlockContext block)
    {
        Leave(auction.Bids);
        Leave(auction.Asks);
        if (auction.Cleared.At is { } clearing) Trade(auction, clearing, block);
    }

    /// <summary>Orders that live for one auction have had it (M-413).</summary>
    public void CancelImmediate(int instrument)
    {
        if (tables.Orders.BookOf(instrument) is not { } book) return;
        while (book.Immediate.Count > 0) Cancel(book.Immediate[^1], AuctionReason.Immediate);
    }

    private void Cancel(int order, AuctionReason reason)
    {
        transcript.Cancelled(order, reason);
        release.Cancel(order);
    }

    /// <summary>Cancels who may not stay, counts who sat out.</summary>
    private void Leave(AuctionSide side)
    {
        foreach (ref readonly Leaver leaver in side.Leavers)
        {
            int order = leaver.Entry.Order;
            if (leaver.Entry.Out is AuctionReason.SelfCrossing or AuctionReason.PostOnly)
            {
                Cancel(order, leaver.Entry.Out);
                continue;
            }
            transcript.Excluded(leaver.Entry, side.Side, leaver.Pass);
            OrderRow row = tables.Orders[order];
            if (row.IsImmediate) continue;
            int exclusions = row.Conditions!.Exclusions + 1;
            if (exclusions == Limits.Exclusions) Cancel(order, AuctionReason.ExcludedTooOften);
            else
                tables.Orders.Update(order, row with
                {
                    Conditions = row.Conditions with { Exclusions = (byte)exclusions },
                });
        }
    }

    private void Trade(BookAuction auction, in Clearing clearing, in BlockContext block)
    {
        InstrumentKey key = tables.Instruments.KeyOf(auction.Instrument);
        ProductRow product = tables.Products[key.Product];
        var trade = new TradeTerms(key, clearing.Price, auction.Terms.Instrument, block);
        buyers.Clear();
        sellers.Clear();
        Take(auction, auction.Bids, buyers, clearing.Price, product, key);
        Take(auction, auction.Asks, sellers, clearing.Price, product, key);
        buyers.Sort(tables, block.ParentDigest, trade.Id);
        sellers.Sort(tables, block.ParentDigest, trade.Id);
        Charge(key, clearing.Price, product, trade.Id);
        Walk(trade, product);
        Record(auction.Instrument, clearing, product, block);
    }

    /// <summary>
    /// Fills into orders; a remainder that may not rest is cancelled. Legs of bundles pay each out of its
    /// bundle's lock exactly what it costs (M-508).
    /// </summary>
    private void Take(
        BookAuction auction, AuctionSide side, AccountFills accounts, ulong price, in ProductRow product,
        InstrumentKey key)
    {
        foreach (ref readonly Entry entry in side.Entries)
        {
            if (entry.Fill == 0) continue;
            transcript.Filled(entry, side.Side);
            if (entry.IsLeg)
            {
                Require.That(entry.Fill == entry.Lots);
                Candidate bundle = auction.BuyerOf(entry);
                accounts.AddLeg(entry.Account, bundle.Group, entry.Fill,
                    product.BuyerCost(key.Delivery, entry.Fill, price, tables.Parameters.GraceMs));
                accounts.AddKey(entry.Account, bundle.Group, entry.ClientOrderId, bundle.Row.DeliveryKey);
                continue;
            }
            OrderRow row = tables.Orders[entry.Order];
            if (row.Source != default) accounts.AddSource(entry.Account, row.Source, entry.Fill);
            else Take(entry, row, accounts, product, key);
            ulong left = row.Remaining - entry.Fill;
            if (left == 0)
            {
                tables.Orders.Delete(entry.Order);
                continue;
            }
            tables.Orders.Update(entry.Order, row with { Remaining = left });
            if (left < Math.Max(product.MinOrderLots, entry.Minimum))
                Cancel(entry.Order, AuctionReason.SmallRemainder);
        }
    }

    /// <summary>What a fill frees of its order's lock, or moves into leases.</summary>
    private void Take(
        in Entry entry, in OrderRow row, AccountFills accounts, in ProductRow product, InstrumentKey key)
    {
        if (row.Side == Side.Sell)
        {
            accounts.Add(entry.Account, entry.Fill, entry.Fill * row.CollateralPerLot);
            tables.Capacity.Move(
                new CapacityKey(entry.Account, key), -(long)entry.Fill, (long)entry.Fill);
            return;
        }
        ulong perLot = product.BuyerLockPerLot(key.Delivery, row.Limit, tables.Parameters.GraceMs);
        accounts.Add(entry.Account, entry.Fill, entry.Fill * perLot);
        if (row.Conditions is { } some)
            accounts.AddKey(entry.Account, default, entry.ClientOrderId, some.DeliveryKey);
    }

    /// <summary>
    /// Buyers pay price and fee from what their orders had locked; what that leaves is free again. Of SPOT
    /// they pay nothing yet: the reserve at the price stays locked for the leases (M-603).
    /// </summary>
    private void Charge(InstrumentKey key, ulong price, in ProductRow product, Hash32 instrument)
    {
        if (key.IsSpot)
        {
            ulong perLot = product.BuyerLockPerLot(Delivery.Spot, price, tables.Parameters.GraceMs);
            foreach (AccountFill buyer in buyers.All)
                tables.Balances.Unlock(
                    buyer.Account, product.Asset, buyer.Locked - buyer.Lots * perLot, spent: 0);
            return;
        }
        ulong fees = 0;
        foreach (AccountFill buyer in buyers.All)
        {
            ulong cost = buyer.Lots * price;
            ulong fee = product.Fee(cost);
            tables.Balances.Unlock(buyer.Account, product.Asset, buyer.Locked, cost + fee);
            tables.Balances.Moved(buyer.Account, product.Asset, -(long)fee,
                new Cause(MovementReason.Fee, instrument));
            fees += fee;
        }
        tables.Hold(product.Asset, fees: fees);
    }

    /// <summary>
    /// Pairs both sides by lots descending: one lease per pair. A seller's fee is rounded up on its sum and
    /// spread over its leases by running total, as its collateral, so that the parts make up
    /// the whole exactly. SPOT has neither escrow nor a fee at the trade.
    /// </summary>
    private void Walk(in TradeTerms trade, in ProductRow product)
    {
        ulong escrowed = 0;
        foreach (AccountFill seller in sellers.All)
        {
            if (seller.OwnName != default)
            {
                resale.Sell(seller, buyers, trade);
                continue;
            }
            ulong sold = 0;
            while (sold < seller.Lots)
            {
                ulong lots = buyers.Take(seller.Lots - sold, out AccountFill buyer);
                escrowed += Open(seller, buyer, sold, lots, trade, product);
                sold += lots;
            }
        }
        Require.That(buyers.AreTaken);
        tables.Hold(product.Asset, escrow: escrowed);
    }

    /// <param name="sold">Of the seller's lots, in leases before this one.</param>
    /// <returns>What its tenant pays into escrow.</returns>
    private ulong Open(
        in AccountFill seller, in AccountFill buyer, ulong sold, ulong lots, in TradeTerms trade,
        in ProductRow product)
    {
        bool spot = trade.Key.IsSpot;
        LeaseRow row = leases.Of(trade.Key, seller.Account, buyer.Account, lots, trade.Price,
            fee: spot ? 0 : product.FeeOfPart(trade.Price, sold, sold + lots),
            collateral: Fraction.OfPart(seller.Locked, sold, sold + lots, seller.Lots),
            trade.Block.Height) with
        {
            Marks = LeaseMarks.Of(buyer.OwnName, buyers.KeyOf(buyer)),
        };
        Hash32 lease = leases.Open(row, trade.Id, trade.Block.ParentDigest, buyer.NameOf(tables));
        transcript.Leased(new LeaseTrade(
            lease, tables.Accounts.KeyOf(row.Provider), tables.Accounts.KeyOf(row.Tenant), lots));
        return row.Escrow;
    }

    /// <summary>Into the minute's sums, from which R moves.</summary>
    private void Record(int instrument, in Clearing clearing, in ProductRow product, in BlockContext block)
    {
        InstrumentRow row = tables.Instruments[instrument].Rolled(block.TimestampMs, product);
        foreach (AccountFill buyer in buyers.All) row = row.WithParty(tables.Accounts[buyer.Account].Party);
        foreach (AccountFill seller in sellers.All)
            row = row.WithParty(tables.Accounts[seller.Account].Party);
        tables.Instruments.Update(instrument, row with
        {
            LastPrice = clearing.Price,
            MinuteLots = row.MinuteLots + clearing.Lots,
            MinuteNotional = row.MinuteNotional + (UInt128)clearing.Lots * clearing.Price,
        });
    }
}
