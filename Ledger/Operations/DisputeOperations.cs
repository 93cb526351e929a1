using Chain.Crypto;
using Chain.Ledger.Disputes;
using Chain.Ledger.Leases;
using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Ledger.Operations;

/// <summary>Disputes: by tenants, and by the members that judge them (M-614, M-731 to M-734).</summary>
internal sealed class DisputeOperations(LedgerTables tables)
{
    private readonly Authority authority = new(tables);
    private readonly LeaseOperations leases = new(tables);
    private readonly Ending ending = new(tables);
    private readonly Receipts receipts = new(tables);
    private readonly Proceedings disputes = new(tables);
    private readonly OrderRelease release = new(tables);

    public ReceiptStatus Refuse(int account, RefuseHandover refuse, in BlockContext block)
    {
        ReceiptStatus status = leases.Find(
            refuse.Lease, account, ofProvider: false, ofTenant: true, out int lease);
        if (status != ReceiptStatus.Ok) return status;
        if (!Hash32.TryRead(refuse.DisclosedKey.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        LeaseRow row = tables.Leases[lease];
        if (row.DeliveryKey != default && !ECPrivKey.IsSecretOf(key.Span, row.DeliveryKey))
            return ReceiptStatus.InvalidKey;
        if (!row.IsPosted) return ReceiptStatus.NotHandedOver;
        if (row.Acknowledged) return ReceiptStatus.AlreadyAcknowledged;
        if (row.Disputed) return ReceiptStatus.LeaseDisputed;
        CancelAsks(refuse.Lease);
        ending.Refuse(lease, block.TimestampMs);
        return disputes.Open(lease, new DisputeRow
        {
            Lease = tables.Leases.KeyOf(lease),
            Contested = tables.Leases[lease].Escrow,
            DisclosedKey = key,
        }, block);
    }

    /// <summary>What is refused is not sold on (M-614).</summary>
    private void CancelAsks(ByteString lease)
    {
        int[] asks = [.. tables.Orders.OfSource(new Hash32(lease.Span))];
        Array.Sort(asks, tables.Orders.CompareIds);
        foreach (int ask in asks) release.Cancel(ask);
    }

    public ReceiptStatus Open(int account, OpenDispute open, in BlockContext block)
    {
        ReceiptStatus status = leases.Find(
            open.Lease, account, ofProvider: false, ofTenant: true, out int lease);
        if (status != ReceiptStatus.Ok) return status;
        if (open.Delivered.Length != InnerSignatures.MeterBytes) return ReceiptStatus.InvalidParameter;
        LeaseRow row = tables.Leases[lease];
        if (row.Disputed) return ReceiptStatus.LeaseDisputed;
        if (!row.HasPending || open.Number != row.Receipts + 1UL) return ReceiptStatus.NoPendingReceipt;
        int pending = tables.PendingReceipts.Find(tables.Leases.KeyOf(lease));
        UInt128 claimed = tables.PendingReceipts[pending].Delivered;
        UInt128 stated = new FixedReader(open.Delivered.Span).U128();
        if (stated < row.Delivered || stated >= claimed) return ReceiptStatus.InvalidMeter;
        ulong contested = receipts.Contest(lease, stated, block.TimestampMs);
        return disputes.Open(lease, new DisputeRow
        {
            Lease = tables.Leases.KeyOf(lease),
            Receipt = tables.Leases[lease].Receipts,
            Contested = contested,
            Claimed = claimed,
            Stated = stated,
        }, block);
    }

    public ReceiptStatus Commit(int account, CommitVerdict commit)
    {
        ReceiptStatus status = Seat(
            commit.Dispute, account, DisputePhase.Committing, out int _, out BallotKey seat);
        if (status != ReceiptStatus.Ok) return status;
        if (!Hash32.TryRead(commit.Commitment.Span, out Hash32 commitment))
            return ReceiptStatus.InvalidParameter;
        if (tables.Ballots.Find(seat) >= 0) return ReceiptStatus.AlreadyVoted;
        tables.Ballots.Insert(seat, new BallotRow(commitment, Verdict.Unspecified));
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Reveal(int account, RevealVerdict reveal)
    {
        ReceiptStatus status = Seat(
            reveal.Dispute, account, DisputePhase.Revealing, out int dispute, out BallotKey seat);
        if (status != ReceiptStatus.Ok) return status;
        if (reveal.Salt.Length != DisputeHashes.SaltBytes || !IsOutcome(reveal.Verdict))
            return ReceiptStatus.InvalidParameter;
        int ballot = tables.Ballots.Find(seat);
        if (ballot < 0) return ReceiptStatus.WrongReveal;
        if (tables.Ballots[ballot].Verdict != Verdict.Unspecified) return ReceiptStatus.AlreadyVoted;
        AccountId member = tables.Accounts.KeyOf(authority.MemberFor(account, Role.Arbitrator));
        Hash32 commitment = DisputeHashes.OfVote(
            seat.Dispute, tables.Disputes[dispute].Round, member, reveal.Verdict, reveal.Salt.Span);
        if (tables.Ballots[ballot].Commitment != commitment) return ReceiptStatus.WrongReveal;
        tables.Ballots.Update(ballot, tables.Ballots[ballot] with { Verdict = reveal.Verdict });
        return ReceiptStatus.Ok;
    }

    private static bool IsOutcome(Verdict verdict) =>
        verdict is Verdict.Provider or Verdict.Tenant or Verdict.Half;

    /// <summary>The seat in whose name an account votes, if it may in this phase.</summary>
    private ReceiptStatus Seat(
        ByteString id, int account, DisputePhase phase, out int dispute, out BallotKey seat)
    {
        (dispute, seat) = (-1, default);
        if (!Hash32.TryRead(id.Span, out Hash32 key)) return ReceiptStatus.InvalidKey;
        dispute = tables.Disputes.Find(key);
        if (dispute < 0) return ReceiptStatus.UnknownDispute;
        DisputeRow row = tables.Disputes[dispute];
        int member = authority.MemberFor(account, Role.Arbitrator);
        if (member < 0) return ReceiptStatus.NotPermitted;
        MemberRow voter = tables.Members[tables.Members.Find(tables.Accounts.KeyOf(member))];
        if (row.Phase != phase) return ReceiptStatus.WrongPhase;
        if ((row.Panel & voter.Bit) == 0) return ReceiptStatus.NotOnPanel;
        seat = new BallotKey(key, voter.Number);
        return ReceiptStatus.Ok;
    }
}
