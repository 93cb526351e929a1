using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Ledger.Operations;

/// <summary>
/// Proposing, voting, and what the votes bring about (M-120 to M-126). Votes are bits of members' numbers and
/// are only ever looked at together with the members there are at that moment.
/// </summary>
internal sealed class ProposalOperations(LedgerTables tables)
{
    private readonly VotedActions actions = new(tables);

    public ReceiptStatus Propose(int account, Propose propose, in BlockContext block)
    {
        AccountId proposer = tables.Accounts.KeyOf(account);
        if (!tables.Members.IsMember(proposer)) return ReceiptStatus.NotPermitted;
        int member = tables.Members.Find(proposer);
        MemberRow row = tables.Members[member];
        ReceiptStatus status = Check(propose, proposer, row, block.TimestampMs);
        if (status != ReceiptStatus.Ok) return status;

        tables.Members.Update(member, row with { LastProposal = propose.Number });
        int replaced = Replaced(proposer, propose.Number);
        if (replaced >= 0) tables.Proposals.Delete(replaced);
        int proposal = tables.Proposals.Insert(
            new ProposalKey(proposer, propose.Number),
            new ProposalRow(ProposalState.Open, propose.ExpiresMs, 0, row.Bit, 0,
                ReceiptStatus.Unspecified, propose.Action));
        Count(proposal, block.TimestampMs);
        return ReceiptStatus.Ok;
    }

    public ReceiptStatus Vote(int account, VoteProposal vote, in BlockContext block)
    {
        AccountId voter = tables.Accounts.KeyOf(account);
        if (!tables.Members.IsMember(voter)) return ReceiptStatus.NotPermitted;
        if (!Hash32.TryRead(vote.Proposer.Span, out Hash32 proposer)) return ReceiptStatus.InvalidKey;
        int proposal = tables.Proposals.Find(new ProposalKey(new AccountId(proposer), vote.Number));
        if (proposal < 0) return ReceiptStatus.UnknownProposal;
        ProposalRow row = tables.Proposals[proposal];
        // What is due waits for due work, which may be behind by its cap (L-6); it takes no votes meanwhile.
        if (!row.IsLive || block.TimestampMs >= row.DueMs) return ReceiptStatus.ProposalClosed;
        UInt128 bit = tables.Members[tables.Members.Find(voter)].Bit;
        tables.Proposals.Update(proposal, row with
        {
            Approvals = vote.Approve ? row.Approvals | bit : row.Approvals & ~bit,
            Rejections = vote.Approve ? row.Rejections & ~bit : row.Rejections | bit,
        });
        Count(proposal, block.TimestampMs);
        return ReceiptStatus.Ok;
    }

    /// <summary>Its time has come: it takes effect, or has expired (M-125).</summary>
    public void FallDue(int proposal, in BlockContext block)
    {
        ProposalRow row = tables.Proposals[proposal];
        if (row.State == ProposalState.Open) End(proposal, ProposalState.Expired, block.TimestampMs);
        else if (!HasQuorum(row)) Fail(proposal, ReceiptStatus.QuorumLost, block.TimestampMs);
        else Execute(proposal, block.TimestampMs);
    }

    private ReceiptStatus Check(Propose propose, AccountId proposer, in MemberRow row, ulong nowMs)
    {
        if (propose.Action is null || propose.Action.CalculateSize() > Limits.ActionBytes)
            return ReceiptStatus.InvalidParameter;
        if (propose.ExpiresMs <= nowMs || propose.ExpiresMs - nowMs > Limits.ProposalLifeMs)
            return ReceiptStatus.InvalidParameter;
        if (propose.Number != row.LastProposal + 1) return ReceiptStatus.WrongProposalNumber;
        int replaced = Replaced(proposer, propose.Number);
        if (tables.Proposals.Live >= Limits.OpenProposals
            || tables.Proposals.LiveOf(proposer) >= Limits.OpenProposalsPerMember
            || replaced >= 0 && tables.Proposals[replaced].IsLive)
            return ReceiptStatus.TooManyProposals;
        return actions.Try(propose.Action, nowMs);
    }

    /// <returns>The proposal whose place the next one takes (M-122), or -1.</returns>
    private int Replaced(AccountId proposer, ulong number) => number <= Limits.ProposalsKept
        ? -1 : tables.Proposals.Find(new ProposalKey(proposer, number - Limits.ProposalsKept));

    /// <summary>After each vote (M-124).</summary>
    private void Count(int proposal, ulong nowMs)
    {
        ProposalRow row = tables.Proposals[proposal];
        int rejections = (int)UInt128.PopCount(row.Rejections & tables.Members.Present);
        if (rejections > tables.Members.Members - tables.Members.Quorum)
            End(proposal, ProposalState.Rejected, nowMs);
        else if (!HasQuorum(row)) Reopen(proposal, nowMs);
        else if (VotedActions.IsImmediate(row.Action)) Execute(proposal, nowMs);
        else if (row.State == ProposalState.Open) Approve(proposal, nowMs);
    }

    private bool HasQuorum(in ProposalRow row) =>
        (int)UInt128.PopCount(row.Approvals & tables.Members.Present) >= tables.Members.Quorum;

    private void Approve(int proposal, ulong nowMs)
    {
        ulong timelock = tables.Parameters.Of(ChainParameter.TimelockMs);
        // At the end of time nothing takes effect any more.
        ulong at = nowMs > ulong.MaxValue - timelock ? ulong.MaxValue : nowMs + timelock;
        tables.Proposals.Update(proposal, tables.Proposals[proposal] with
        {
            State = ProposalState.Approved,
            AtMs = at,
        });
    }

    private void Reopen(int proposal, ulong nowMs)
    {
        ProposalRow row = tables.Proposals[proposal];
        if (row.State == ProposalState.Open) return;
        if (nowMs >= row.ExpiresMs) End(proposal, ProposalState.Expired, nowMs);
        else tables.Proposals.Update(proposal, row with { State = ProposalState.Open, AtMs = 0 });
    }

    private void Execute(int proposal, ulong nowMs)
    {
        ReceiptStatus status = actions.Do(tables.Proposals[proposal].Action, nowMs);
        if (status == ReceiptStatus.Ok) End(proposal, ProposalState.Done, nowMs);
        else Fail(proposal, status, nowMs);
    }

    private void Fail(int proposal, ReceiptStatus reason, ulong nowMs)
    {
        End(proposal, ProposalState.Failed, nowMs);
        tables.Proposals.Update(proposal, tables.Proposals[proposal] with { Reason = reason });
    }

    private void End(int proposal, ProposalState state, ulong nowMs) =>
        tables.Proposals.Update(proposal, tables.Proposals[proposal] with { State = state, AtMs = nowMs });
}
