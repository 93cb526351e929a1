using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Tables;

internal readonly record struct ProposalKey(AccountId Proposer, ulong Number)
{
    public override int GetHashCode() => SeededHash.Of(Proposer.Bytes.Prefix, Number);
}

/// <param name="AtMs">When it takes effect, or ended; 0 while open.</param>
/// <param name="Approvals">Bits of members' numbers, as <paramref name="Rejections"/>.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Action">Read-only.</param>
internal readonly record struct ProposalRow(
    ProposalState State, ulong ExpiresMs, ulong AtMs, UInt128 Approvals, UInt128 Rejections,
    ReceiptStatus Reason, ProposalAction Action)
{
    /// <summary>True while it may still take effect.</summary>
    public bool IsLive => State is ProposalState.Open or ProposalState.Approved;

    public ulong DueMs => State == ProposalState.Approved ? AtMs : ExpiresMs;
}

/// <summary>Proposals (M-120), the last of each member.</summary>
internal sealed class ProposalTable(ChangeLog log, DueIndex due) : Table<ProposalKey, ProposalRow>(log)
{
    private readonly Dictionary<AccountId, int> livePerMember = [];

    /// <summary>Proposals that may still take effect.</summary>
    public int Live { get; private set; }

    public int LiveOf(AccountId proposer) => livePerMember.GetValueOrDefault(proposer);

    /// <summary>Hash of the row's key.</summary>
    public Hash32 IdOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[StateKey.Longest];
        var writer = new FixedWriter(bytes);
        WriteKey(KeyOf(slot), ref writer);
        return StateHash.Of(bytes[..writer.Written]);
    }

    protected override void WriteKey(ProposalKey key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Proposal);
        writer.Hash(key.Proposer.Bytes);
        writer.U64(key.Number);
    }

    protected override void WriteRow(in ProposalRow row, ref FixedWriter writer)
    {
        writer.U8((byte)row.State);
        writer.U64(row.ExpiresMs);
        writer.U64(row.AtMs);
        writer.U128(row.Approvals);
        writer.U128(row.Rejections);
        writer.U16((ushort)row.Reason);
        byte[] action = row.Action.ToByteArray();
        writer.U16((ushort)action.Length);
        writer.Bytes(action);
    }

    protected override void Added(int slot)
    {
        if (!this[slot].IsLive) return;
        due.Add(DueOf(slot, this[slot]));
        Tally(slot, +1);
    }

    protected override void Removing(int slot) => Leave(slot, this[slot]);

    protected override void Changed(int slot, in ProposalRow before)
    {
        Leave(slot, before);
        Added(slot);
    }

    private void Leave(int slot, in ProposalRow row)
    {
        if (!row.IsLive) return;
        due.Remove(DueOf(slot, row));
        Tally(slot, -1);
    }

    private void Tally(int slot, int by)
    {
        AccountId proposer = KeyOf(slot).Proposer;
        Live += by;
        int count = LiveOf(proposer) + by;
        if (count == 0) livePerMember.Remove(proposer);
        else livePerMember[proposer] = count;
    }

    private DueItem DueOf(int slot, in ProposalRow row) => new(row.DueMs, DueKind.Proposal, IdOf(slot), slot);
}
