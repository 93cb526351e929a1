using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Auctions;

/// <summary>
/// Leases of slots that their tenants sell on (M-802). Each buyer gets a child of the source with its share
/// of everything, and the terms of the first trade; what it pays goes to the seller at once.
/// </summary>
internal sealed class Resale(LedgerTables tables, Transcript transcript)
{
    private readonly NewLease leases = new(tables);
    private readonly LeaseBook book = new(tables);
    private readonly Closing closing = new(tables);

    /// <summary>One source's part of the walk (M-410).</summary>
    public void Sell(in AccountFill seller, AccountFills buyers, in TradeTerms trade)
    {
        int lease = tables.Leases.Find(seller.OwnName);
        LeaseRow source = tables.Leases[lease];
        Require.That(source.State == LeaseState.Booked && seller.Lots <= source.Lots);
        ulong sold = 0;
        while (sold < seller.Lots)
        {
            ulong lots = buyers.Take(seller.Lots - sold, out AccountFill buyer);
            Hash32 child = Open(source, seller.OwnName, buyer, buyers.KeyOf(buyer), sold, lots, trade);
            Pay(lease, buyer.Account, child, sold, lots, trade);
            sold += lots;
        }
        ulong collateral = source.Collateral - Fraction.OfPart(source.Collateral, 0, sold, source.Lots);
        tables.Leases.Update(lease, source with
        {
            Lots = source.Lots - sold,
            Escrow = source.Escrow - sold * source.Price,
            Collateral = collateral,
            CollateralAtTrade = collateral,
            Fee = source.Fee - Fraction.OfPart(source.Fee, 0, sold, source.Lots),
        });
        if (sold == source.Lots) closing.Close(lease, trade.Block.TimestampMs);
    }

    /// <param name="sold">Of the source's lots, in children before this one.</param>
    private Hash32 Open(
        in LeaseRow source, Hash32 sourceId, in AccountFill buyer, Hash32 deliveryKey, ulong sold, ulong lots,
        in TradeTerms trade)
    {
        Hash32 child = LedgerHashes.OfLease(
            trade.Block.ParentDigest, trade.Id, new AccountId(sourceId), buyer.NameOf(tables));
        LeaseRow row = leases.ChildOf(source, buyer.Account, lots,
            fee: Fraction.OfPart(source.Fee, sold, sold + lots, source.Lots),
            collateral: Fraction.OfPart(source.Collateral, sold, sold + lots, source.Lots),
            trade.Block.Height);
        tables.Leases.Insert(child, row with
        {
            Marks = LeaseMarks.Of(buyer.OwnName, deliveryKey, (byte)(source.Splits + 1)),
        });
        transcript.Leased(new LeaseTrade(child, tables.Accounts.KeyOf(source.Provider),
            tables.Accounts.KeyOf(buyer.Account), lots)
        { Source = sourceId });
        return child;
    }

    /// <summary>
    /// The buyer's price to the seller, out of it the seller's fee, and what new credentials cost where the
    /// provider has made some already.
    /// </summary>
    private void Pay(int lease, int buyer, Hash32 child, ulong sold, ulong lots, in TradeTerms trade)
    {
        LeaseRow source = tables.Leases[lease];
        ProductRow product = tables.Products[trade.Key.Product];
        ulong price = lots * trade.Price, fee = product.FeeOfPart(trade.Price, sold, sold + lots);
        var paid = new Cause(MovementReason.Resale, child);
        tables.Balances.Moved(buyer, product.Asset, -(long)price, paid);
        tables.Balances.Credit(source.Tenant, product.Asset, price, paid);
        Take(source.Tenant, product.Asset, fee, new Cause(MovementReason.Fee, child));
        tables.Hold(product.Asset, fees: fee);
        ulong rekeying = source.IsPosted ? Math.Min(product.RekeyFee, price - fee) : 0;
        if (rekeying > 0)
        {
            var cause = new Cause(MovementReason.Rekeying, child);
            Take(source.Tenant, product.Asset, rekeying, cause);
            tables.Balances.Credit(source.Provider, product.Asset, rekeying, cause);
        }
        book.Say(LedgerEventKind.Resold, lease, trade.Block.TimestampMs, document: child,
            money: new LeaseMoney(0, price, fee, 0, 0));
    }

    private void Take(int account, int asset, ulong amount, in Cause cause) =>
        Require.That(tables.Balances.TryDebit(account, asset, amount, cause));
}
