using Chain.Wire;

namespace Chain.Ledger.Tables;

internal readonly record struct ParameterRow(ulong Value);

/// <summary>The chain's parameters (M-140), by number; every one has its row from the genesis on.</summary>
internal sealed class ParameterTable(ChangeLog log) : Table<byte, ParameterRow>(log)
{
    private readonly ulong[] values = new ulong[ParameterRule.All[^1].Number + 1];

    public ulong Of(ChainParameter parameter) => values[(int)parameter];

    /// <summary>How long a SPOT lease goes on after its tenant's stream ran dry.</summary>
    public ulong GraceMs => Of(ChainParameter.GraceMs);

    protected override void WriteKey(byte key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Parameter);
        writer.U8(key);
    }

    protected override void WriteRow(in ParameterRow row, ref FixedWriter writer) => writer.U64(row.Value);

    protected override void Added(int slot) => values[KeyOf(slot)] = this[slot].Value;

    protected override void Changed(int slot, in ParameterRow before) => Added(slot);
}
