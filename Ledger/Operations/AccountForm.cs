using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>An account as a client names it.</summary>
internal static class AccountForm
{
    /// <param name="account">Its slot.</param>
    public static ReceiptStatus Read(LedgerTables tables, ByteString id, out int account)
    {
        account = -1;
        if (!Hash32.TryRead(id.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        account = tables.Accounts.Find(new AccountId(key));
        return account < 0 ? ReceiptStatus.UnknownAccount : ReceiptStatus.Ok;
    }
}
