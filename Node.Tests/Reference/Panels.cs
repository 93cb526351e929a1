using Chain.Wire;
using Google.Protobuf;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Panels by lot, their votes and what these say (M-733, M-734).</summary>
internal static class Panels
{
    /// <summary>Bits of the members that sponsor a side's party now.</summary>
    public static UInt128 SponsorsOf(World world, LeaseRow lease)
    {
        UInt128 bits = 0;
        foreach (AccountId side in new[] { lease.Provider, lease.Tenant })
            bits |= world.Members
                .Find(MemberRow.KeyOf(Governance.SponsorOf(world, world.PartyOf(side))))!.Bit;
        return bits;
    }

    /// <summary>The block that draws: the third after the opening.</summary>
    public static ulong DrawnAt(DisputeRow dispute) => dispute.SinceHeight + 3;

    public static void Draw(World world, DisputeRow dispute, ulong atMs)
    {
        LeaseRow lease = world.Leases.Find(LeaseRow.KeyOf(dispute.Lease))!;
        UInt128 excluded = dispute.Sponsors | SponsorsOf(world, lease);
        MemberRow[] eligible =
            [.. world.Members.All.Where(row => row.IsMember && (row.Bit & excluded) == 0)];
        int most = dispute.Round == 1 ? 5 : (int)UInt128.PopCount(dispute.Panel) + 2;
        int size = Math.Min(most, eligible.Length);
        if (size % 2 == 0) size -= 1;
        if (size < 1)
        {
            Disputes.Decide(world, dispute, Verdict.Half, atMs);
            return;
        }
        UInt128 panel = eligible.OrderBy(row => Hashes.OfSeat(world, dispute, row.Account)).Take(size)
            .Aggregate(UInt128.Zero, (bits, row) => bits | row.Bit);
        world.Disputes.Put(dispute with
        {
            Phase = DisputePhase.Committing,
            Panel = panel,
            Deadline = Windows.Of(world, ChainParameter.CommitMs),
        });
    }

    /// <summary>Its window of commitments, or of reveals, is over.</summary>
    public static void Over(World world, DisputeRow dispute, ulong atMs)
    {
        if (dispute.Phase == DisputePhase.Committing)
        {
            world.Disputes.Put(dispute with
            {
                Phase = DisputePhase.Revealing,
                Deadline = Windows.Of(world, ChainParameter.RevealMs),
            });
            return;
        }
        Verdict[] votes = [.. world.Ballots.All
            .Where(row => row.Dispute == dispute.Dispute && row.Verdict != 0).Select(row => row.Verdict)];
        Verdict winner = votes.GroupBy(vote => vote).Where(group => 2 * group.Count() > votes.Length)
            .Select(group => group.Key).SingleOrDefault();
        if (winner == 0 && dispute.Round == 1)
        {
            DropBallots(world, dispute);
            world.Disputes.Put(dispute with
            {
                Phase = DisputePhase.Drawing,
                Round = 2,
                SinceHeight = world.Height,
                Deadline = 0,
            });
            return;
        }
        Disputes.Decide(world, dispute, winner == 0 ? Verdict.Half : winner, atMs);
    }

    public static void DropBallots(World world, DisputeRow dispute)
    {
        foreach (BallotRow row in world.Ballots.All)
            if (row.Dispute == dispute.Dispute) world.Ballots.Remove(row);
    }

    public static void Commit(World world, AccountId signer, CommitVerdict commit)
    {
        DisputeRow dispute = Known(world, commit.Dispute);
        MemberRow member = Voter(world, signer);
        Demand(dispute.Phase == DisputePhase.Committing, ReceiptStatus.WrongPhase);
        Demand((member.Bit & dispute.Panel) != 0, ReceiptStatus.NotOnPanel);
        Demand(commit.Commitment.Length == Hash32.Size, ReceiptStatus.InvalidParameter);
        Demand(world.Ballots.Find(BallotRow.KeyOf(dispute.Dispute, member.Number)) is null,
            ReceiptStatus.AlreadyVoted);
        world.Ballots.Put(new BallotRow(
            dispute.Dispute, member.Number, new Hash32(commit.Commitment.Span), 0));
    }

    public static void Reveal(World world, AccountId signer, RevealVerdict reveal)
    {
        DisputeRow dispute = Known(world, reveal.Dispute);
        MemberRow member = Voter(world, signer);
        Demand(dispute.Phase == DisputePhase.Revealing, ReceiptStatus.WrongPhase);
        Demand((member.Bit & dispute.Panel) != 0, ReceiptStatus.NotOnPanel);
        Demand(reveal.Salt.Length == Hash32.Size
            && reveal.Verdict is Verdict.Provider or Verdict.Tenant or Verdict.Half,
            ReceiptStatus.InvalidParameter);
        BallotRow? ballot = world.Ballots.Find(BallotRow.KeyOf(dispute.Dispute, member.Number));
        Demand(ballot is not null, ReceiptStatus.WrongReveal);
        Demand(ballot!.Verdict == 0, ReceiptStatus.AlreadyVoted);
        Hash32 said = Hashes.OfVote(
            dispute, member.Account, (ulong)reveal.Verdict, new Hash32(reveal.Salt.Span));
        Demand(said == ballot.Commitment, ReceiptStatus.WrongReveal);
        world.Ballots.Put(ballot with { Verdict = reveal.Verdict });
    }

    private static DisputeRow Known(World world, ByteString id)
    {
        DisputeRow? dispute = world.Disputes.Find(DisputeRow.KeyOf(World.ToAccount(id).Bytes));
        Demand(dispute is not null, ReceiptStatus.UnknownDispute);
        return dispute!;
    }

    /// <summary>The member in whose name the signer votes, on whatever panel.</summary>
    private static MemberRow Voter(World world, AccountId signer)
    {
        AccountId? member = Governance.MemberBehind(world, signer, Role.Arbitrator);
        Demand(member is not null, ReceiptStatus.NotPermitted);
        return world.Members.Find(MemberRow.KeyOf(member!.Value))!;
    }
}
