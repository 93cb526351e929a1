using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>What is kept of validators that contradicted themselves (M-180 to M-182).</summary>
/// <param name="tables">All rows.</param>
/// <param name="chain">Hash of the genesis document, which every vote signs.</param>
internal sealed class OffenceOperations(LedgerTables tables, Hash32 chain)
{
    /// <summary>The votes' signatures were checked with the transaction's (M-153).</summary>
    public ReceiptStatus Report(int account, ReportOffence report, in BlockContext block)
    {
        if (!report.ChainHash.Span.SequenceEqual(chain.Span)
            || VoteCodec.Decode(report.First.Span) is not { } first
            || VoteCodec.Decode(report.Second.Span) is not { } second
            || new Evidence(first, second) is not { IsProof: true } proof)
            return ReceiptStatus.InvalidParameter;
        var number = (ushort)first.Voter;
        int validator = tables.Validators.Find(number);
        if (validator < 0) return ReceiptStatus.UnknownValidator;
        if (!report.Key.Span.SequenceEqual(tables.Validators[validator].Key.Bytes.Span))
            return ReceiptStatus.WrongKey;
        if (tables.Offences.Find(number) >= 0) return ReceiptStatus.AlreadyExists;
        tables.Offences.Insert(
            number, new OffenceRow(tables.Accounts.KeyOf(account), block.Height.Value, proof));
        return ReceiptStatus.Ok;
    }
}
