using Chain.Node.Configuration;
using Chain.Wire;
using Kind = Chain.Wire.ProposalAction.KindOneofCase;

namespace Chain.Node.Cli.Members;

/// <summary>A proposal as JSON.</summary>
/// <param name="Proposal">MEMBER/NUMBER, its name.</param>
/// <param name="Action">In words.</param>
/// <param name="AtMs">When it takes effect or ended; null while open.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
internal sealed record ProposalShape(
    string Proposal, string Action, string State, ulong ExpiresMs, ulong? AtMs, uint Quorum,
    IReadOnlyList<string> ApprovedBy, IReadOnlyList<string> RejectedBy, string? Reason)
{
    public static ProposalShape From(GovernanceProposal proposal, MemberList members) => new(
        $"{members.NameOf(proposal.Proposer)}/{proposal.Number}", Describe(proposal.Action, members),
        Show.Proposal(proposal.State), proposal.ExpiresMs, proposal.AtMs == 0 ? null : proposal.AtMs,
        proposal.Quorum, [.. proposal.ApprovedBy], [.. proposal.RejectedBy],
        proposal.Reason == ReceiptStatus.Unspecified ? null : Show.Status(proposal.Reason));

    /// <summary>What is to be decided, as the verb that proposes it says it.</summary>
    private static string Describe(ProposalAction action, MemberList members) => action.KindCase switch
    {
        Kind.CreateAsset => $"asset {action.CreateAsset.Asset}, decimals {action.CreateAsset.Decimals}, "
            + $"issued by {members.NameOf(action.CreateAsset.Issuer)}",
        Kind.AdmitMember => $"member {action.AdmitMember.Name}, {Show.Account(action.AdmitMember.Account)}",
        Kind.RemoveMember => $"remove-member {members.NameOf(action.RemoveMember.Member)}, "
            + $"successor {members.NameOf(action.RemoveMember.Successor)}",
        Kind.SetParameter => $"parameter {ParameterNames.Of(action.SetParameter.Parameter)} "
            + $"= {action.SetParameter.Value}",
        Kind.PayFees => $"payment of {action.PayFees.Amount} {action.PayFees.Asset} (minor units) "
            + $"to {members.NameOf(action.PayFees.To)}",
        Kind.FreezeAccount => $"freeze {members.NameOf(action.FreezeAccount.Account)}",
        Kind.UnfreezeAccount => $"unfreeze {members.NameOf(action.UnfreezeAccount.Account)}",
        Kind.MoveParty => $"sponsor of {action.MoveParty.Party}: {members.NameOf(action.MoveParty.Sponsor)}",
        Kind.ReplaceKey => $"key of {members.NameOf(action.ReplaceKey.Account)}: "
            + Show.Hex(action.ReplaceKey.NewKey),
        _ => $"{action.KindCase}",
    };
}
