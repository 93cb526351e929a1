using Chain.Crypto;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>Which key signs for an account, and how it is replaced (M-150 to M-152).</summary>
internal sealed class KeyOperations(LedgerTables tables)
{
    /// <summary>The new key's signature was checked with the transaction's (M-153).</summary>
    public ReceiptStatus Rotate(int account, RotateKey rotate) =>
        rotate.Rotation == tables.Keys.RotationsOf(account)
            ? Replace(account, rotate.NewKey) : ReceiptStatus.WrongRotation;

    public ReceiptStatus Replace(int account, ByteString newKey)
    {
        ReceiptStatus status = CheckFree(newKey, out PublicKey key);
        if (status != ReceiptStatus.Ok) return status;
        int slot = tables.Keys.Find(account);
        if (slot < 0) tables.Keys.Insert(account, new KeyRow(key, 1));
        else tables.Keys.Update(slot, new KeyRow(key, tables.Keys[slot].Rotations + 1));
        return ReceiptStatus.Ok;
    }

    /// <summary>A point of the curve that no account has or signs with (M-104).</summary>
    public ReceiptStatus CheckFree(ByteString bytes, out PublicKey key)
    {
        key = default;
        if (!Hash32.TryRead(bytes.Span, out Hash32 x) || !ECXOnlyPubKey.IsValid(x.Span))
            return ReceiptStatus.InvalidKey;
        key = new PublicKey(x);
        return tables.Keys.IsTaken(key) ? ReceiptStatus.AlreadyExists : ReceiptStatus.Ok;
    }
}
