using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>Proposals and votes (M-120 to M-126).</summary>
internal static class Proposals
{
    public static void Propose(World world, AccountId signer, Propose propose)
    {
        MemberRow? member = world.Members.Find(MemberRow.KeyOf(signer));
        Demand(member is { IsMember: true }, ReceiptStatus.NotPermitted);
        Demand(propose.Action is not null, ReceiptStatus.InvalidParameter);
        Demand(propose.ExpiresMs > world.NowMs && propose.ExpiresMs - world.NowMs <= Limits.ProposalLifeMs,
            ReceiptStatus.InvalidParameter);
        Demand(propose.Number == member!.LastProposal + 1, ReceiptStatus.WrongProposalNumber);
        Demand(propose.Action!.KindCase != ProposalAction.KindOneofCase.None
            && propose.Action.CalculateSize() <= Limits.ActionBytes, ReceiptStatus.InvalidParameter);
        ProposalRow[] open = [.. world.Proposals.All.Where(row => row.IsOpen)];
        ProposalRow? old = propose.Number <= Limits.ProposalsKept ? null
            : world.Proposals.Find(ProposalRow.KeyOf(signer, propose.Number - Limits.ProposalsKept));
        Demand(open.Length < Limits.OpenProposals && old is not { IsOpen: true }
            && open.Count(row => row.Proposer == signer) < Limits.OpenProposalsPerMember,
            ReceiptStatus.TooManyProposals);
        object[] before = world.Save();
        VotedActions.Run(world, propose.Action!);
        world.Restore(before);
        if (old is not null) world.Proposals.Remove(old);
        world.Members.Put(member with { LastProposal = propose.Number });
        var proposal = new ProposalRow(signer, propose.Number, ProposalState.Open, propose.ExpiresMs, 0,
            member.Bit, 0, 0, propose.Action!);
        Count(world, world.Proposals.Put(proposal));
    }

    public static void Vote(World world, AccountId signer, VoteProposal vote)
    {
        MemberRow? member = world.Members.Find(MemberRow.KeyOf(signer));
        Demand(member is { IsMember: true }, ReceiptStatus.NotPermitted);
        AccountId proposer = World.ToAccount(vote.Proposer);
        ProposalRow? proposal = world.Proposals.Find(ProposalRow.KeyOf(proposer, vote.Number));
        Demand(proposal is not null, ReceiptStatus.UnknownProposal);
        bool over = proposal!.State == ProposalState.Open && world.NowMs >= proposal.ExpiryMs;
        Demand(proposal.IsOpen && !over, ReceiptStatus.ProposalClosed);
        UInt128 others = ~member!.Bit;
        Count(world, world.Proposals.Put(proposal with
        {
            Approvals = (proposal.Approvals & others) | (vote.Approve ? member.Bit : 0),
            Rejections = (proposal.Rejections & others) | (vote.Approve ? 0 : member.Bit),
        }));
    }

    /// <summary>Its expiry, or the time at which it takes effect.</summary>
    public static void Due(World world, ProposalRow proposal)
    {
        if (proposal.State == ProposalState.Open)
            world.Proposals.Put(proposal with { State = ProposalState.Expired, AtMs = world.NowMs });
        else if (!HasQuorum(world, proposal))
            End(world, proposal, ReceiptStatus.QuorumLost);
        else
            Execute(world, proposal);
    }

    public static ulong DueMs(ProposalRow proposal) =>
        proposal.State == ProposalState.Approved ? proposal.AtMs : proposal.ExpiryMs;

    private static UInt128 MembersNow(World world) =>
        world.Members.All.Where(row => row.IsMember).Aggregate(UInt128.Zero, (bits, row) => bits | row.Bit);

    private static int Quorum(World world) => 2 * (int)UInt128.PopCount(MembersNow(world)) / 3 + 1;

    private static bool HasQuorum(World world, ProposalRow proposal) =>
        (int)UInt128.PopCount(proposal.Approvals & MembersNow(world)) >= Quorum(world);

    private static void Count(World world, ProposalRow proposal)
    {
        int members = (int)UInt128.PopCount(MembersNow(world));
        int against = (int)UInt128.PopCount(proposal.Rejections & MembersNow(world));
        if (HasQuorum(world, proposal))
        {
            if (proposal.Action is { FreezeAccount: not null } or { UnfreezeAccount: not null })
                Execute(world, proposal);
            else if (proposal.State == ProposalState.Open)
                world.Proposals.Put(proposal with
                {
                    State = ProposalState.Approved,
                    AtMs = world.NowMs + world.Parameter(ChainParameter.TimelockMs),
                });
        }
        else if (against > members - Quorum(world))
            world.Proposals.Put(proposal with { State = ProposalState.Rejected, AtMs = world.NowMs });
        else if (proposal.State == ProposalState.Approved)
            world.Proposals.Put(world.NowMs < proposal.ExpiryMs
                ? proposal with { State = ProposalState.Open, AtMs = 0 }
                : proposal with { State = ProposalState.Expired, AtMs = world.NowMs });
    }

    private static void Execute(World world, ProposalRow proposal)
    {
        object[] before = world.Save();
        try
        {
            VotedActions.Run(world, proposal.Action);
            world.Proposals.Put(proposal with { State = ProposalState.Done, AtMs = world.NowMs });
        }
        catch (Refusal refusal)
        {
            world.Restore(before);
            End(world, proposal, refusal.Status);
        }
    }

    private static void End(World world, ProposalRow proposal, ReceiptStatus reason) =>
        world.Proposals.Put(
            proposal with { State = ProposalState.Failed, Reason = reason, AtMs = world.NowMs });
}
