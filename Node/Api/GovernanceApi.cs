using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Node.Api;

/// <summary>GovernanceService: members, roles, proposals, parameters, fees; from committed state.</summary>
public sealed class GovernanceApi(ChainStore store) : GovernanceService.GovernanceServiceBase
{
    public override Task<ListMembersReply> ListMembers(ListMembersRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        List<StateRow.Member> members = Members(now.Reads);
        var reply = new ListMembersReply { Quorum = Quorum(members) };
        reply.Members.Add(members.Select(row => new Member
        {
            Account = Describe.Bytes(row.Id),
            Name = NameOf(now.Reads, row.Id),
            Successor = row.IsMember ? ByteString.Empty : Describe.Bytes(row.Successor),
            LastProposal = row.LastProposal,
        }));
        return Task.FromResult(reply);
    }

    public override Task<ListRolesReply> ListRoles(ListRolesRequest request, ServerCallContext context)
    {
        AccountId? of = request.Member.IsEmpty ? null : AccountName.Parse(request.Member);
        var reply = new ListRolesReply();
        reply.NextPageToken = StateRows.Page<StateRow.Role>(
            store, [(byte)RowKind.Role], request.PageToken, request.PageSize,
            row => of is null || row.Appointer == of,
            row => reply.Roles.Add(new RoleGrant
            {
                Account = Describe.Bytes(row.Holder),
                Role = row.Kind,
                Member = Describe.Bytes(row.Appointer),
                Active = Counts(row),
            }));
        return Task.FromResult(reply);
    }

    public override Task<ListProposalsReply> ListProposals(
        ListProposalsRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        List<StateRow.Member> members = Members(now.Reads);
        var reply = new ListProposalsReply();
        foreach (StateRow.Proposal row in
            StateRows.Rows<StateRow.Proposal>(now.Reads, [(byte)RowKind.Proposal]))
            reply.Proposals.Add(Proposal(now.Reads, members, row));
        return Task.FromResult(reply);
    }

    public override Task<GovernanceProposal> GetProposal(
        GetProposalRequest request, ServerCallContext context)
    {
        byte[] key = StateKey.Proposal(AccountName.Parse(request.Proposer), request.Number);
        using StoreSnapshot now = store.Snapshot();
        StateRow.Proposal row =
            StateRows.Row<StateRow.Proposal>(now.Reads, key) ?? throw ApiErrors.NotFound("proposal");
        return Task.FromResult(Proposal(now.Reads, Members(now.Reads), row));
    }

    public override Task<ListParametersReply> ListParameters(
        ListParametersRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        ulong Value(ChainParameter parameter) =>
            StateRows.Row<StateRow.Parameter>(now.Reads, StateKey.Parameter(parameter))!.Value;
        ulong floor = Value(ChainParameter.WindowFloorMs);
        var reply = new ListParametersReply();
        reply.Parameters.Add(ParameterRule.All.Select(rule => new ParameterValue
        {
            Parameter = rule.Parameter,
            Value = Value(rule.Parameter),
            Minimum = rule.LeastOn(floor),
            Maximum = rule.Most,
            ByVote = rule.ByVote,
        }));
        return Task.FromResult(reply);
    }

    public override Task<Treasury> GetTreasury(GetTreasuryRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        var reply = new Treasury();
        reply.Fees.Add(StateRows.Rows<StateRow.Totals>(now.Reads, [(byte)RowKind.Totals])
            .Select(row => new Fees { Asset = row.Symbol, Amount = row.Fees }));
        return Task.FromResult(reply);
    }

    public override Task<ListOffencesReply> ListOffences(
        ListOffencesRequest request, ServerCallContext context)
    {
        using StoreSnapshot now = store.Snapshot();
        var reply = new ListOffencesReply();
        reply.Offences.Add(StateRows.Rows<StateRow.Offence>(now.Reads, [(byte)RowKind.Offence])
            .Select(row => Offence(now.Reads, row)));
        return Task.FromResult(reply);
    }

    private static Offence Offence(StoreReads reads, StateRow.Offence row)
    {
        StateRow.Validator validator =
            StateRows.Row<StateRow.Validator>(reads, StateKey.Validator(row.Number))!;
        return new Offence
        {
            Number = row.Number,
            Validator = validator.Name,
            Member = NameOf(reads, validator.RunBy),
            View = row.Proof.First.View.Value,
            Height = row.Height,
            Reporter = Describe.Bytes(row.Reporter),
            First = ByteString.CopyFrom(VoteCodec.Encode(row.Proof.First)),
            Second = ByteString.CopyFrom(VoteCodec.Encode(row.Proof.Second)),
        };
    }

    /// <summary>By the same rule as the ledger's (M-112), from committed rows.</summary>
    private bool Counts(StateRow.Role role)
    {
        StoreReads reads = store.Reads;
        string party = StateRows.Row<StateRow.Account>(reads, StateKey.Account(role.Holder))!.PartyName;
        return SponsorOf(reads, party) == role.Appointer
            && StateRows.Row<StateRow.Member>(reads, StateKey.Member(role.Appointer))!.IsMember;
    }

    /// <summary>The member that answers for a party now (M-111).</summary>
    internal static AccountId SponsorOf(StoreReads reads, string party)
    {
        StateRow.Party row = StateRows.Row<StateRow.Party>(reads, StateKey.Party(party))!;
        StateRow.Member sponsor = StateRows.Row<StateRow.Member>(reads, StateKey.Member(row.Sponsor))!;
        return sponsor.IsMember ? sponsor.Id : sponsor.Successor;
    }

    /// <summary>A member's name is that of its party.</summary>
    internal static string NameOf(StoreReads reads, AccountId member) =>
        StateRows.Row<StateRow.Account>(reads, StateKey.Account(member))!.PartyName;

    private static GovernanceProposal Proposal(
        StoreReads reads, List<StateRow.Member> members, StateRow.Proposal row)
    {
        IEnumerable<string> Names(UInt128 votes) => members
            .Where(member => member.IsMember && (votes & member.Bit) != 0)
            .Select(member => NameOf(reads, member.Id));
        var proposal = new GovernanceProposal
        {
            Proposer = Describe.Bytes(row.Proposer),
            Number = row.Number,
            Action = row.Action,
            State = row.State,
            ExpiresMs = row.ExpiresMs,
            AtMs = row.AtMs,
            Reason = row.Reason,
            Quorum = Quorum(members),
        };
        proposal.ApprovedBy.Add(Names(row.Approvals));
        proposal.RejectedBy.Add(Names(row.Rejections));
        return proposal;
    }

    internal static List<StateRow.Member> Members(StoreReads reads) =>
        [.. StateRows.Rows<StateRow.Member>(reads, [(byte)RowKind.Member]).OrderBy(row => row.Number)];

    private static uint Quorum(List<StateRow.Member> members) =>
        (uint)(2 * members.Count(row => row.IsMember) / 3 + 1);
}
