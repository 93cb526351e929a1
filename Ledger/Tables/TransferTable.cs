namespace Chain.Ledger.Tables;

/// <summary>A SPOT lease, or some lots of it, offered by its tenant to another account (M-803).</summary>
/// <param name="Price">For the whole, minor units.</param>
/// <param name="Reserve">
/// Locked by the taker beside the price, for its lease to come; 0: it has not accepted.
/// </param>
/// <param name="DeliveryKey">Of the acceptance; default: none.</param>
internal readonly record struct TransferRow(
    int Taker, ulong Lots, ulong Price, ulong Reserve, Hash32 DeliveryKey)
{
    public bool IsAccepted => Reserve != 0;
}

/// <summary>By lease.</summary>
internal sealed class TransferTable(ChangeLog log, AccountTable accounts) : Table<Hash32, TransferRow>(log)
{
    protected override void WriteKey(Hash32 key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Transfer);
        writer.Hash(key);
    }

    protected override void WriteRow(in TransferRow row, ref FixedWriter writer)
    {
        writer.Hash(accounts.KeyOf(row.Taker).Bytes);
        writer.U64(row.Lots);
        writer.U64(row.Price);
        writer.U64(row.Reserve);
        Text.CountedKey(ref writer, row.DeliveryKey);
    }
}
