using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>Money into and out of an account's stream (M-626, M-627).</summary>
internal sealed class StreamOperations(LedgerTables tables)
{
    private readonly Streams streams = new(tables);

    public ReceiptStatus Deposit(int account, Deposit deposit, in BlockContext block)
    {
        int asset = tables.Assets.Find(deposit.Asset);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        if (deposit.Amount == 0) return ReceiptStatus.InvalidAmount;
        var key = new StreamKey(account, asset);
        StreamRow row = streams.Of(key);
        bool pays = !row.IsDry || block.TimestampMs >= row.ClosesMs
            || deposit.Amount > row.OwedAt(block.TimestampMs);
        if (!pays) return ReceiptStatus.InsufficientDeposit;
        return streams.TryDeposit(key, deposit.Amount, block.TimestampMs)
            ? ReceiptStatus.Ok : ReceiptStatus.InsufficientBalance;
    }

    public ReceiptStatus Withdraw(int account, Withdraw withdraw, in BlockContext block)
    {
        int asset = tables.Assets.Find(withdraw.Asset);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        if (withdraw.Amount == 0) return ReceiptStatus.InvalidAmount;
        var key = new StreamKey(account, asset);
        if (streams.Of(key).IsDry) return ReceiptStatus.StreamDry;
        streams.Settle(key, block.TimestampMs);
        if (withdraw.Amount > streams.Of(key).Funds) return ReceiptStatus.InsufficientBalance;
        streams.Withdraw(key, withdraw.Amount, block.TimestampMs);
        return ReceiptStatus.Ok;
    }
}
