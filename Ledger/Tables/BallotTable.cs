using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <param name="Member">Its number.</param>
internal readonly record struct BallotKey(Hash32 Dispute, byte Member)
{
    public override int GetHashCode() => SeededHash.Of(Dispute.Prefix, Member);
}

/// <param name="Verdict">Unspecified until it is revealed.</param>
internal readonly record struct BallotRow(Hash32 Commitment, Verdict Verdict);

/// <summary>What members of a panel have voted in the round that runs (M-734).</summary>
internal sealed class BallotTable(ChangeLog log) : Table<BallotKey, BallotRow>(log)
{
    protected override void WriteKey(BallotKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Ballot);
        writer.Hash(key.Dispute);
        writer.U8(key.Member);
    }

    protected override void WriteRow(in BallotRow row, ref FixedWriter writer)
    {
        writer.Hash(row.Commitment);
        writer.U8((byte)row.Verdict);
    }
}
