namespace Chain.Ledger.Tables;

/// <summary>Reputation by party (M-821), from the first fact on.</summary>
internal sealed class ReputationTable(ChangeLog log, PartyTable parties) : Table<int, ReputationRow>(log)
{
    protected override void WriteKey(int key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Reputation);
        Text.Raw(ref writer, parties.KeyOf(key));
    }

    protected override void WriteRow(in ReputationRow row, ref FixedWriter writer)
    {
        writer.U64(row.SinceMs);
        Write(row.AsProvider, ref writer);
        Write(row.AsTenant, ref writer);
    }

    private static void Write(in PartyRecord record, ref FixedWriter writer)
    {
        writer.U64(record.Leases);
        writer.U64(record.LotHours);
        writer.U64(record.Faults);
    }
}
