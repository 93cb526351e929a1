using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary><c>reputation show</c></summary>
internal static class ReputationVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("reputation", "What a party has served and used, and where it failed.")
    {
        ShowOne(cli),
    };

    private static Verb ShowOne(ChainCli cli)
    {
        var party = new Argument<string>("PARTY") { Description = "Name of a party." };
        return new Verb("show", "Shows a party's leases, lot-hours and faults; old ones count half.",
            "chain reputation show arctic-compute", party).Does(cli, async run =>
            {
                var request = new GetReputationRequest { Party = run.Get(party) };
                PartyReputation reply = await run.Client.Disputes.GetReputationAsync(request, run.Call);
                var shape = new ReputationShape(
                    reply.Party, RecordShape.From(reply.AsProvider), RecordShape.From(reply.AsTenant));
                run.Print.One(shape,
                    ("party", shape.Party),
                    ("as provider", shape.AsProvider.Text),
                    ("as tenant", shape.AsTenant.Text));
                return ExitCode.Ok;
            });
    }

    private sealed record ReputationShape(string Party, RecordShape AsProvider, RecordShape AsTenant);

    private sealed record RecordShape(ulong Leases, ulong LotHours, ulong Faults)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public string Text => $"{Leases} leases, {LotHours} lot-hours, {Faults} faults";

        public static RecordShape From(ReputationCounts record) =>
            new(record.Leases, record.LotHours, record.Faults);
    }
}
