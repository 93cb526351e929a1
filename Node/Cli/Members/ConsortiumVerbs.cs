using System.CommandLine;
using Chain.Node.Configuration;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary><c>member list</c>, <c>parameters show</c>, <c>treasury show</c>: what members decided.</summary>
internal static class ConsortiumVerbs
{
    public static Command Members(ChainCli cli) => new Command("member", "Members of the consortium.")
    {
        new Verb("list", "Lists members, former ones too, and how many make a quorum.", "chain member list")
            .Does(cli, ListMembersAsync),
    };

    public static Command Parameters(ChainCli cli) => new Command("parameters", "Parameters of the chain.")
    {
        new Verb(
            "show", "Shows every parameter of the chain and its bounds.", "chain parameters show -o json")
            .Does(cli, ShowParametersAsync),
    };

    public static Command Treasury(ChainCli cli) => new Command("treasury", "Collected fees.")
    {
        new Verb("show", "Shows the fees collected and not paid out, by asset.", "chain treasury show")
            .Does(cli, ShowTreasuryAsync),
    };

    private static async Task<int> ListMembersAsync(Invocation run)
    {
        MemberList members = await MemberList.LoadAsync(run);
        run.Print.Many(
            members.All.Select(member => new MemberShape(
                member.Name, Show.Account(member.Account),
                member.Successor.IsEmpty ? null : members.NameOf(member.Successor),
                member.LastProposal)).ToList(),
            ["member", "account", "state", "last proposal"],
            m => [m.Name, m.Account, m.Successor is null ? "member" : $"gone; successor {m.Successor}",
                m.LastProposal == 0 ? "-" : $"{m.LastProposal}"]);
        run.Say($"a proposal needs {members.Quorum} approvals");
        return ExitCode.Ok;
    }

    private static async Task<int> ShowParametersAsync(Invocation run)
    {
        ListParametersReply reply =
            await run.Client.Governance.ListParametersAsync(new ListParametersRequest(), run.Call);
        run.Print.Many(
            reply.Parameters.Select(p => new ParameterShape(
                ParameterNames.Of(p.Parameter), p.Value, p.Minimum, p.Maximum, p.ByVote)).ToList(),
            ["parameter", "value", "least", "most", "set by"],
            p => [p.Parameter, $"{p.Value}", $"{p.Minimum}", $"{p.Maximum}", p.ByVote ? "vote" : "genesis"]);
        return ExitCode.Ok;
    }

    private static async Task<int> ShowTreasuryAsync(Invocation run)
    {
        Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
        Treasury reply = await run.Client.Governance.GetTreasuryAsync(new GetTreasuryRequest(), run.Call);
        run.Print.Many(
            reply.Fees.Select(fees => new FeesShape(fees.Asset, fees.Amount)).ToList(),
            ["asset", "fees"], fees => [fees.Asset, catalog.Money(fees.Amount, fees.Asset)]);
        return ExitCode.Ok;
    }

    /// <param name="Successor">Null while it is a member.</param>
    private sealed record MemberShape(string Name, string Account, string? Successor, ulong LastProposal);

    private sealed record ParameterShape(
        string Parameter, ulong Value, ulong Minimum, ulong Maximum, bool ByVote);

    /// <param name="Amount">Minor units.</param>
    private sealed record FeesShape(string Asset, ulong Amount);
}
