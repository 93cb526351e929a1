using Chain.Ledger.Leases;
using Chain.Ledger.Operations;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Disputes;

/// <summary>A dispute's way from its opening to its verdict (M-731 to M-736).</summary>
internal sealed class Proceedings(LedgerTables tables)
{
    private const byte LastRound = 2;

    /// <summary>A bond is a twentieth of what is contested.</summary>
    private const ulong BondShare = 20;

    private readonly Authority authority = new(tables);
    private readonly LeaseBook book = new(tables);
    private readonly Windows windows = new(tables);
    private readonly Judgement judgement = new(tables);
    private readonly List<(AccountId Member, byte Number)> eligible = [];

    /// <summary>Bonds are set aside, and the lease waits for the verdict (M-732).</summary>
    /// <param name="opened">Phase, round, height, sponsors and bonds are filled in here.</param>
    public ReceiptStatus Open(int lease, DisputeRow opened, in BlockContext block)
    {
        LeaseRow row = tables.Leases[lease];
        ulong share = opened.Contested / BondShare + (opened.Contested % BondShare == 0 ? 0UL : 1);
        ulong bond = Math.Max(tables.Parameters.Of(ChainParameter.DisputeMinimum), share);
        if (!tables.Balances.TryLock(row.Tenant, book.AssetOf(row), bond))
            return ReceiptStatus.InsufficientBalance;
        ulong providerBond = Math.Min(bond, row.Collateral);
        tables.Leases.Update(lease, row.WithoutWindow() with
        {
            Collateral = row.Collateral - providerBond,
            Disputed = true,
        });
        Hash32 id = DisputeHashes.OfDispute(opened.Lease, opened.Receipt);
        tables.Disputes.Insert(id, opened with
        {
            Phase = DisputePhase.Drawing,
            Round = 1,
            SinceHeight = block.Height.Value,
            Sponsors = SponsorsOf(row),
            TenantBond = bond,
            ProviderBond = providerBond,
        });
        book.Say(LedgerEventKind.DisputeOpened, lease, block.TimestampMs, document: id);
        return ReceiptStatus.Ok;
    }

    /// <summary>What time brings to a dispute.</summary>
    /// <param name="item">Its time is when it takes effect.</param>
    /// <param name="block">Its parent's digest draws the panel.</param>
    public void Run(in DueItem item, in BlockContext block)
    {
        if (item.Kind == DueKind.PanelDrawing) Draw(item.Slot, item.TimeMs, block.ParentDigest);
        else if (item.Kind == DueKind.Commitments) BeginReveals(item.Slot, item.TimeMs);
        else Conclude(item.Slot, item.TimeMs, block);
    }

    private void Draw(int dispute, ulong atMs, Hash32 seed)
    {
        DisputeRow row = tables.Disputes[dispute];
        UInt128 excluded = row.Sponsors | SponsorsOf(tables.Leases[tables.Leases.Find(row.Lease)]);
        eligible.Clear();
        foreach (int slot in tables.Members.Slots)
        {
            MemberRow member = tables.Members[slot];
            if (member.IsMember && (member.Bit & excluded) == 0)
                eligible.Add((tables.Members.KeyOf(slot), member.Number));
        }
        int seats = Panel.SizeOf(eligible.Count, row.Seats);
        if (seats == 0)
        {
            End(dispute, Verdict.Half, atMs);
            return;
        }
        tables.Disputes.Update(dispute, row with
        {
            Phase = DisputePhase.Committing,
            DeadlineMs = windows.EndOf(ChainParameter.CommitMs),
            Panel = Panel.Draw(eligible, seats, seed, tables.Disputes.KeyOf(dispute), row.Round),
        });
        Say(LedgerEventKind.PanelDrawn, dispute, atMs);
    }

    private void BeginReveals(int dispute, ulong atMs)
    {
        tables.Disputes.Update(dispute, tables.Disputes[dispute] with
        {
            Phase = DisputePhase.Revealing,
            DeadlineMs = windows.EndOf(ChainParameter.RevealMs),
        });
        Say(LedgerEventKind.RevealsBegan, dispute, atMs);
    }

    /// <summary>Counts; without a majority there is one larger panel, then half and half (M-734).</summary>
    private void Conclude(int dispute, ulong atMs, in BlockContext block)
    {
        DisputeRow row = tables.Disputes[dispute];
        Verdict verdict = Count.MajorityOf(TakeReveals(dispute));
        if (verdict != Verdict.Unspecified || row.Round == LastRound)
        {
            End(dispute, verdict == Verdict.Unspecified ? Verdict.Half : verdict, atMs);
            return;
        }
        tables.Disputes.Update(dispute, row with
        {
            Phase = DisputePhase.Drawing,
            Round = LastRound,
            SinceHeight = block.Height.Value,
            DeadlineMs = 0,
        });
        Say(LedgerEventKind.NoMajority, dispute, atMs);
    }

    private void End(int dispute, Verdict verdict, ulong atMs)
    {
        DisputeRow row = tables.Disputes[dispute];
        tables.Disputes.Delete(dispute);
        judgement.Execute(row, verdict, atMs);
    }

    /// <summary>The ballots of a round, which is over: they go.</summary>
    private List<Verdict> TakeReveals(int dispute)
    {
        List<Verdict> revealed = [];
        Hash32 id = tables.Disputes.KeyOf(dispute);
        UInt128 panel = tables.Disputes[dispute].Panel;
        for (byte number = 0; number < Limits.Members; number += 1)
        {
            if ((panel >> number & 1) == 0) continue;
            int ballot = tables.Ballots.Find(new BallotKey(id, number));
            if (ballot < 0) continue;
            Verdict verdict = tables.Ballots[ballot].Verdict;
            if (verdict != Verdict.Unspecified) revealed.Add(verdict);
            tables.Ballots.Delete(ballot);
        }
        return revealed;
    }

    /// <summary>Bits of the members that answer for the two parties now.</summary>
    private UInt128 SponsorsOf(in LeaseRow lease) => SponsorOf(lease.Provider) | SponsorOf(lease.Tenant);

    private UInt128 SponsorOf(int account)
    {
        AccountId sponsor = authority.SponsorOf(tables.Accounts[account].Party);
        return tables.Members[tables.Members.Find(sponsor)].Bit;
    }

    private void Say(LedgerEventKind kind, int dispute, ulong atMs)
    {
        DisputeRow row = tables.Disputes[dispute];
        book.Say(kind, tables.Leases.Find(row.Lease), atMs, row.DeadlineMs, tables.Disputes.KeyOf(dispute));
    }
}
