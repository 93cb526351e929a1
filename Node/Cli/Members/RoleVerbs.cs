using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary><c>role grant|revoke|list</c>: who acts in a member's name.</summary>
internal static class RoleVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("role", "Auditors and arbitrators, appointed by members.")
    {
        Set(cli, "grant", "Appoints an account of a party that the signing member sponsors.", granted: true),
        Set(cli, "revoke", "Dismisses an account that the signing member appointed.", granted: false),
        List(cli),
    };

    private static Verb Set(ChainCli cli, string name, string help, bool granted)
    {
        var role = new Argument<string>("ROLE") { Description = "auditor or arbitrator." };
        role.Validators.Add(result =>
        {
            if (Parse(result.GetValueOrDefault<string>()) is null)
                result.AddError("ROLE must be auditor or arbitrator.");
        });
        var account = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        var signing = new SigningFlags(cli.Flags);
        return new Verb(name, help, $"chain role {name} auditor alice --from northcloud", role, account)
            .With(signing.All).Does(cli, run => Submitting.RunAsync(run, signing, Governance.SetRole(
                Arguments.Account(run, account, signing.Key), Parse(run.Get(role))!.Value, granted)));
    }

    private static Verb List(ChainCli cli)
    {
        Option<string> of = cli.Flags.Optional("--member", "Only those of this member, by name.", "");
        return new Verb("list", "Lists appointments.", "chain role list --member northcloud", of)
            .Does(cli, async run =>
            {
                MemberList members = await MemberList.LoadAsync(run);
                List<RoleGrant> roles = await Paging.ReadAsync<RoleGrant>(0, async (size, token) =>
                {
                    var request = new ListRolesRequest { PageSize = size, PageToken = token };
                    if (run.Get(of).Length > 0) request.Member = members.Find(run.Get(of)).ToByteString();
                    ListRolesReply reply = await run.Client.Governance.ListRolesAsync(request, run.Call);
                    return (reply.Roles, reply.NextPageToken);
                });
                run.Print.Many(
                    roles.Select(grant => new RoleShape(
                        Show.Account(grant.Account), Show.Role(grant.Role), members.NameOf(grant.Member),
                        grant.Active)).ToList(),
                    ["account", "role", "member", "active"],
                    r => [r.Account, r.Role, r.Member, r.Active ? "yes" : "no longer its sponsor"]);
                return ExitCode.Ok;
            });
    }

    private static Role? Parse(string? text) => text switch
    {
        "auditor" => Role.Auditor,
        "arbitrator" => Role.Arbitrator,
        _ => null,
    };

    /// <summary>An appointment as JSON; inactive where the member no longer sponsors the party.</summary>
    private sealed record RoleShape(string Account, string Role, string Member, bool Active);
}
