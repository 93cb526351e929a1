using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>Transfers, and minting and burning by the issuer (M-102, M-103).</summary>
internal sealed class MoneyOperations(LedgerTables tables)
{
    public ReceiptStatus Transfer(int account, Transfer transfer)
    {
        ReceiptStatus status = Resolve(transfer.To, transfer.Asset, transfer.Amount, out int to,
            out int asset);
        if (status != ReceiptStatus.Ok) return status;
        if (!tables.Balances.TryDebit(account, asset, transfer.Amount,
            new Cause(MovementReason.Transfer, tables.Accounts.KeyOf(to).Bytes)))
            return ReceiptStatus.InsufficientBalance;
        tables.Balances.Credit(to, asset, transfer.Amount,
            new Cause(MovementReason.Transfer, tables.Accounts.KeyOf(account).Bytes));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Mint(int account, Mint mint)
    {
        ReceiptStatus status = Resolve(mint.To, mint.Asset, mint.Amount, out int to, out int asset);
        if (status != ReceiptStatus.Ok) return status;
        if (tables.Assets[asset].Issuer != account) return ReceiptStatus.NotPermitted;
        int slot = tables.Totals.Find(asset);
        TotalsRow totals = tables.Totals[slot];
        if (mint.Amount > Limits.Supply - totals.Supply) return ReceiptStatus.SupplyExceeded;
        tables.Totals.Update(slot, totals with { Minted = totals.Minted + mint.Amount });
        tables.Balances.Credit(to, asset, mint.Amount, new Cause(MovementReason.Mint, default));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Burn(int account, Burn burn)
    {
        int asset = tables.Assets.Find(burn.Asset);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        if (burn.Amount == 0) return ReceiptStatus.InvalidAmount;
        if (tables.Assets[asset].Issuer != account) return ReceiptStatus.NotPermitted;
        if (!tables.Balances.TryDebit(account, asset, burn.Amount, new Cause(MovementReason.Burn, default)))
            return ReceiptStatus.InsufficientBalance;
        int slot = tables.Totals.Find(asset);
        TotalsRow totals = tables.Totals[slot];
        tables.Totals.Update(slot, totals with { Burnt = totals.Burnt + burn.Amount });
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Resolve(ByteString receiver, string symbol, ulong amount, out int to, out int asset)
    {
        asset = -1;
        ReceiptStatus known = AccountForm.Read(tables, receiver, out to);
        if (known != ReceiptStatus.Ok) return known;
        asset = tables.Assets.Find(symbol);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        return amount == 0 ? ReceiptStatus.InvalidAmount : ReceiptStatus.Ok;
    }
}
