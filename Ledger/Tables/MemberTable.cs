namespace Chain.Ledger.Tables;

/// <param name="Number">In the order of admission; a bit of every vote.</param>
/// <param name="LastProposal">Number of its newest; 0: none yet.</param>
/// <param name="Successor">Zero while it is a member.</param>
internal readonly record struct MemberRow(byte Number, ulong LastProposal, AccountId Successor)
{
    public bool IsMember => Successor == default;

    public UInt128 Bit => UInt128.One << Number;
}

/// <summary>Consortium members, former ones too (M-110), by their account.</summary>
internal sealed class MemberTable(ChangeLog log) : Table<AccountId, MemberRow>(log)
{
    /// <summary>One bit for each member there is now.</summary>
    public UInt128 Present { get; private set; }

    public int Members => (int)UInt128.PopCount(Present);

    /// <summary>Approvals that pass a proposal (M-123).</summary>
    public int Quorum => 2 * Members / 3 + 1;

    public bool IsMember(AccountId account)
    {
        int slot = Find(account);
        return slot >= 0 && this[slot].IsMember;
    }

    /// <summary>Who stands for this member now (M-111): itself, or its successor.</summary>
    public AccountId StandsFor(AccountId account)
    {
        MemberRow row = this[Find(account)];
        return row.IsMember ? account : row.Successor;
    }

    protected override void WriteKey(AccountId key, ref FixedWriter writer)
    {
        writer.U8((byte)RowKind.Member);
        writer.Hash(key.Bytes);
    }

    protected override void WriteRow(in MemberRow row, ref FixedWriter writer)
    {
        writer.U8(row.Number);
        writer.U64(row.LastProposal);
        writer.Hash(row.Successor.Bytes);
    }

    protected override void Added(int slot)
    {
        if (this[slot].IsMember) Present |= this[slot].Bit;
    }

    protected override void Removing(int slot) => Present &= ~this[slot].Bit;

    protected override void Changed(int slot, in MemberRow before)
    {
        Present &= ~before.Bit;
        Added(slot);
    }
}
