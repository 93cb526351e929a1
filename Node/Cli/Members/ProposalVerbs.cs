using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary><c>proposal create|vote|list|show</c>: what members decide together.</summary>
internal static class ProposalVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("proposal", "What members decide by vote: create, vote, list, show.")
    {
        ProposalCreateVerbs.Create(cli), Vote(cli), List(cli), ShowOne(cli),
    };

    private static Argument<string> Name() =>
        new("PROPOSAL") { Description = "MEMBER/NUMBER, such as northcloud/3." };

    private static Verb Vote(ChainCli cli)
    {
        Argument<string> name = Name();
        Option<bool> reject = cli.Flags.Optional(
            "--reject", "Vote against it, or take an approval back.", false);
        var signing = new SigningFlags(cli.Flags);
        return new Verb("vote", "Approves a proposal, or rejects it; by a member, whose last vote counts.",
            "chain proposal vote northcloud/1 --from eastgrid", name, reject)
            .With(signing.All).Does(cli, async run =>
            {
                MemberList members = await MemberList.LoadAsync(run);
                (AccountId proposer, ulong number) = members.Proposal(run.Get(name));
                return await Submitting.RunAsync(
                    run, signing, Governance.Vote(proposer, number, !run.Get(reject)));
            });
    }

    private static Verb List(ChainCli cli)
    {
        Option<bool> all = cli.Flags.Optional("--all", "Ended ones too: the last 16 of each member.", false);
        return new Verb("list", "Lists the proposals that may still take effect.",
            "chain proposal list", all).Does(cli, async run =>
            {
                MemberList members = await MemberList.LoadAsync(run);
                ListProposalsReply reply =
                    await run.Client.Governance.ListProposalsAsync(new ListProposalsRequest(), run.Call);
                run.Print.Many(
                    reply.Proposals.Where(proposal => run.Get(all)
                            || proposal.State is ProposalState.Open or ProposalState.Approved)
                        .Select(proposal => ProposalShape.From(proposal, members)).ToList(),
                    ["proposal", "state", "approvals", "action"],
                    p => [p.Proposal, p.State, $"{p.ApprovedBy.Count} of {p.Quorum}", p.Action]);
                return ExitCode.Ok;
            });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        Argument<string> name = Name();
        return new Verb("show", "Shows a proposal, its votes, and how it ended.",
            "chain proposal show northcloud/1 -o json", name).Does(cli, async run =>
            {
                MemberList members = await MemberList.LoadAsync(run);
                (AccountId proposer, ulong number) = members.Proposal(run.Get(name));
                var request = new GetProposalRequest { Proposer = proposer.ToByteString(), Number = number };
                GovernanceProposal proposal =
                    await run.Client.Governance.GetProposalAsync(request, run.Call);
                ProposalShape shape = ProposalShape.From(proposal, members);
                List<(string, string)> fields =
                [
                    ("proposal", shape.Proposal), ("action", shape.Action), ("state", shape.State),
                    ("approved by", string.Join(", ", shape.ApprovedBy)),
                    ("rejected by", string.Join(", ", shape.RejectedBy)),
                    ("needs", $"{shape.Quorum} approvals"), ("expires", Show.Time(shape.ExpiresMs)),
                ];
                if (shape.AtMs is { } at)
                    fields.Add((shape.State == "approved" ? "takes effect" : "ended", Show.Time(at)));
                if (shape.Reason is { } reason) fields.Add(("failed", reason));
                run.Print.One(shape, [.. fields]);
                return ExitCode.Ok;
            });
    }
}
