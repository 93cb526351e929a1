using Chain.Ledger.Operations;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>Turns the fills of one auction into money, leases and remainders (M-409 to M-412).</summary>
internal sealed class Settlement(LedgerTables tables)
{
    private readonly OrderRelease release = new(tables);
    private readonly AccountFills buyers = new();
    private readonly AccountFills sellers = new();
    private readonly List<Fill> fills = [];
    private readonly List<LeaseTrade> leases = [];

    public AuctionResult Settle(
        int instrument, Clearing clearing, AuctionSide bids, AuctionSide asks, in BlockContext block)
    {
        InstrumentKey key = tables.Instruments.KeyOf(instrument);
        ProductRow product = tables.Products[key.Product];
        Hash32 id = tables.Instruments[instrument].Id;
        fills.Clear();
        leases.Clear();
        Take(bids, buyers, product, key);
        Take(asks, sellers, product, key);
        buyers.Sort(tables, block.ParentDigest, id);
        sellers.Sort(tables, block.ParentDigest, id);
        Charge(key, clearing.Price, product);
        Walk(key, clearing.Price, product, id, block);
        Record(instrument, clearing, product, block);
        return new AuctionResult(
            tables.Products.KeyOf(key.Product), key.Delivery, key.Slot, clearing.Price, clearing.Lots,
            [.. fills], [.. leases]);
    }

    /// <summary>Fills into orders; a remainder that may not rest is cancelled.</summary>
    private void Take(AuctionSide side, AccountFills accounts, in ProductRow product, InstrumentKey key)
    {
        accounts.Clear();
        foreach (Entry entry in side.Entries)
        {
            if (entry.Fill == 0) continue;
            OrderRow row = tables.Orders[entry.Order];
            OrderKey order = tables.Orders.KeyOf(entry.Order);
            ulong perLot = side.Side == Side.Buy
                ? product.BuyerLockPerLot(key.Delivery, row.Limit) : row.CollateralPerLot;
            accounts.Add(order.Account, entry.Fill, entry.Fill * perLot);
            fills.Add(new Fill(
                tables.Accounts.KeyOf(order.Account), order.ClientOrderId, side.Side, row.Limit, entry.Fill));
            if (side.Side == Side.Sell)
                tables.Capacity.Move(new CapacityKey(order.Account, key),
                    -(long)entry.Fill, (long)entry.Fill);
            ulong left = row.Remaining - entry.Fill;
            if (left == 0)
            {
                tables.Orders.Delete(entry.Order);
                continue;
            }
            tables.Orders.Update(entry.Order, row with { Remaining = left });
            if (left < product.MinOrderLots) release.Cancel(entry.Order);
        }
    }

    /// <summary>
    /// Buyers pay price and fee from what their orders had locked; what that leaves is free again. Of SPOT
    /// they pay nothing yet: the reserve at the price stays locked for the leases (M-603).
    /// </summary>
    private void Charge(InstrumentKey key, ulong price, in ProductRow product)
    {
        if (key.IsSpot)
        {
            ulong perLot = product.BuyerLockPerLot(Delivery.Spot, price);
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
            fees += fee;
        }
        tables.Collect(product.Asset, escrow: 0, fees);
    }

    /// <summary>
    /// Pairs both sides by lots descending: one lease per pair. A seller's fee is rounded up on its sum and
    /// spread over its leases by running total, as its collateral, so that the parts make up
    /// the whole exactly. SPOT has neither escrow nor a fee at the trade.
    /// </summary>
    private void Walk(InstrumentKey key, ulong price, in ProductRow product, Hash32 id, in BlockContext block)
    {
        ReadOnlySpan<AccountFill> tenants = buyers.All;
        int tenant = 0;
        ulong tenantLots = 0, escrowed = 0, fees = 0;
        foreach (AccountFill provider in sellers.All)
        {
            ulong sold = 0, feeSoFar = 0, collateralSoFar = 0;
            while (sold < provider.Lots)
            {
                ulong lots = Math.Min(provider.Lots - sold, tenants[tenant].Lots - tenantLots);
                sold += lots;
                ulong fee = key.IsSpot ? 0 : product.Fee((UInt128)sold * price) - feeSoFar;
                ulong collateral = (ulong)((UInt128)provider.Locked * sold / provider.Lots) - collateralSoFar;
                ulong escrow = key.IsSpot ? 0 : lots * price - fee;
                Open(new LeaseRow(key, provider.Account, tenants[tenant].Account, lots,
                    price,
                    escrow, collateral, LeaseState.Booked, block.Height.Value), id, block.ParentDigest);
                feeSoFar += fee;
                collateralSoFar += collateral;
                escrowed += escrow;
                fees += fee;
                tenantLots += lots;
                if (tenantLots < tenants[tenant].Lots) continue;
                tenant += 1;
                tenantLots = 0;
            }
        }
        Require.That(tenant == tenants.Length);
        tables.Collect(product.Asset, escrowed, fees);
    }

    private void Open(in LeaseRow row, Hash32 instrument, Hash32 parent)
    {
        AccountId provider = tables.Accounts.KeyOf(row.Provider), tenant = tables.Accounts.KeyOf(row.Tenant);
        Hash32 lease = LedgerHashes.OfLease(parent, instrument, provider, tenant);
        tables.Leases.Insert(lease, row);
        leases.Add(new LeaseTrade(lease, provider, tenant, row.Lots));
    }

    /// <summary>Into the minute's sums, from which R moves.</summary>
    private void Record(int instrument, Clearing clearing, in ProductRow product, in BlockContext block)
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
