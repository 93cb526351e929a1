using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Balances, totals, and what moves between them (M-102 to M-106).</summary>
internal static class Money
{
    public static BalanceRow Of(World world, AccountId account, string asset) =>
        world.Balances.Find(BalanceRow.KeyOf(account, asset)) ?? new BalanceRow(account, asset, 0, 0);

    public static void Give(World world, AccountId account, string asset, ulong amount)
    {
        BalanceRow balance = Of(world, account, asset);
        Put(world, balance with { Available = balance.Available + amount });
    }

    /// <summary>Of the available money, else INSUFFICIENT_BALANCE.</summary>
    public static void Take(World world, AccountId account, string asset, ulong amount)
    {
        BalanceRow balance = Of(world, account, asset);
        Demand(balance.Available >= amount, ReceiptStatus.InsufficientBalance);
        Put(world, balance with { Available = balance.Available - amount });
    }

    public static void Lock(World world, AccountId account, string asset, ulong amount)
    {
        Take(world, account, asset, amount);
        BalanceRow balance = Of(world, account, asset);
        Put(world, balance with { Locked = balance.Locked + amount });
    }

    public static void Unlock(World world, AccountId account, string asset, ulong amount)
    {
        TakeLocked(world, account, asset, amount);
        Give(world, account, asset, amount);
    }

    public static void TakeLocked(World world, AccountId account, string asset, ulong amount)
    {
        BalanceRow balance = Of(world, account, asset);
        Put(world, balance with { Locked = balance.Locked - amount });
    }

    public static void Change(World world, string asset, Func<TotalsRow, TotalsRow> change) =>
        world.Totals.Put(change(world.Totals.Find(TotalsRow.KeyOf(asset))!));

    public static void AddFees(World world, string asset, ulong amount) =>
        Change(world, asset, totals => totals with { Fees = totals.Fees + amount });

    public static void AddEscrow(World world, string asset, ulong amount) =>
        Change(world, asset, totals => totals with { Escrow = totals.Escrow + amount });

    public static void TakeEscrow(World world, string asset, ulong amount) =>
        Change(world, asset, totals => totals with { Escrow = totals.Escrow - amount });

    public static void Transfer(World world, AccountId account, Transfer transfer)
    {
        AccountId to = World.ToAccount(transfer.To);
        Known(world, transfer.Asset);
        world.Existing(to);
        Demand(transfer.Amount > 0, ReceiptStatus.InvalidAmount);
        Take(world, account, transfer.Asset, transfer.Amount);
        Give(world, to, transfer.Asset, transfer.Amount);
    }

    public static void Mint(World world, AccountId account, Mint mint)
    {
        AccountId to = World.ToAccount(mint.To);
        AssetRow asset = Known(world, mint.Asset);
        Demand(asset.Issuer == account, ReceiptStatus.NotPermitted);
        world.Existing(to);
        Demand(mint.Amount > 0, ReceiptStatus.InvalidAmount);
        TotalsRow totals = world.Totals.Find(TotalsRow.KeyOf(mint.Asset))!;
        Demand(totals.Minted - totals.Burnt + mint.Amount <= Limits.Supply, ReceiptStatus.SupplyExceeded);
        Change(world, mint.Asset, row => row with { Minted = row.Minted + mint.Amount });
        Give(world, to, mint.Asset, mint.Amount);
    }

    public static void Burn(World world, AccountId account, Burn burn)
    {
        AssetRow asset = Known(world, burn.Asset);
        Demand(asset.Issuer == account, ReceiptStatus.NotPermitted);
        Demand(burn.Amount > 0, ReceiptStatus.InvalidAmount);
        Take(world, account, burn.Asset, burn.Amount);
        Change(world, burn.Asset, row => row with { Burnt = row.Burnt + burn.Amount });
    }

    public static AssetRow Known(World world, string symbol)
    {
        AssetRow? asset = world.Assets.Find(AssetRow.KeyOf(symbol));
        Demand(asset is not null, ReceiptStatus.UnknownAsset);
        return asset!;
    }

    private static void Put(World world, BalanceRow balance)
    {
        if (balance.Available == 0 && balance.Locked == 0) world.Balances.Remove(balance);
        else world.Balances.Put(balance);
    }
}
