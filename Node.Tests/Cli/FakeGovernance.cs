using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Tests.Cli;

/// <summary>Two members, the first of an account that the test chooses; one open proposal.</summary>
internal sealed class FakeGovernance : GovernanceService.GovernanceServiceBase
{
    public ByteString Proposer { get; set; } = FakeNode.Bytes(8);

    public override Task<ListMembersReply> ListMembers(
        ListMembersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListMembersReply
        {
            Quorum = 2,
            Members =
            {
                new Member { Account = Proposer, Name = "northcloud", LastProposal = 4 },
                new Member { Account = FakeNode.Bytes(9), Name = "eastgrid" },
                new Member { Account = FakeNode.Bytes(10), Name = "gone", Successor = Proposer },
            },
        });

    public override Task<ListProposalsReply> ListProposals(
        ListProposalsRequest request, ServerCallContext context) => Task.FromResult(new ListProposalsReply
        {
            Proposals = { Proposal(ProposalState.Expired, 3), Proposal(ProposalState.Open, 4) },
        });

    public override Task<GovernanceProposal> GetProposal(
        GetProposalRequest request, ServerCallContext context) =>
        Task.FromResult(Proposal(ProposalState.Approved, request.Number));

    public override Task<ListRolesReply> ListRoles(ListRolesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListRolesReply
        {
            Roles =
            {
                new RoleGrant
                {
                    Account = FakeNode.Bytes(7), Role = Role.Auditor, Member = Proposer, Active = true,
                },
            },
        });

    public override Task<ListParametersReply> ListParameters(
        ListParametersRequest request, ServerCallContext context) => Task.FromResult(new ListParametersReply
        {
            Parameters =
            {
                new ParameterValue
                {
                    Parameter = ChainParameter.GraceMs, Value = 5, Minimum = 1, Maximum = 9, ByVote = true,
                },
            },
        });

    public override Task<Treasury> GetTreasury(GetTreasuryRequest request, ServerCallContext context) =>
        Task.FromResult(new Treasury { Fees = { new Fees { Asset = "EUR", Amount = 12_345 } } });

    public static Vote FirstVote { get; } =
        new(VoteKind.Commit, new Epoch(1), new View(9), new Hash32([1, .. new byte[31]]), 3, default);

    public override Task<ListOffencesReply> ListOffences(
        ListOffencesRequest request, ServerCallContext context) => Task.FromResult(new ListOffencesReply
        {
            Offences =
            {
                new Offence
                {
                    Number = 3, Validator = "node4", Member = "eastgrid", View = 9, Height = 12,
                    Reporter = FakeNode.Bytes(7),
                    First = ByteString.CopyFrom(VoteCodec.Encode(FirstVote)),
                    Second = ByteString.CopyFrom(VoteCodec.Encode(
                        FirstVote with { Digest = new Hash32([2, .. new byte[31]]) })),
                },
            },
        });

    private GovernanceProposal Proposal(ProposalState state, ulong number) => new()
    {
        Proposer = Proposer,
        Number = number,
        Action = Governance.SetParameter(ChainParameter.GraceMs, 7),
        State = state,
        ExpiresMs = 1_000,
        AtMs = state == ProposalState.Open ? 0UL : 2_000,
        ApprovedBy = { "northcloud" },
        Quorum = 2,
    };
}
