using System.CommandLine;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Cli.Members;

/// <summary><c>offence list|report</c>: validators that signed what no correct one signs.</summary>
internal static class OffenceVerbs
{
    public static Command Create(ChainCli cli) =>
        new Command("offence", "Validators that signed contradicting votes, and the proof.")
    {
        List(cli), Report(cli),
    };

    private static Verb List(ChainCli cli) =>
        new Verb("list", "Lists the first offence of each validator, with both votes as JSON.",
            "chain offence list -o json").Does(cli, async run =>
            {
                ListOffencesReply reply =
                    await run.Client.Governance.ListOffencesAsync(new ListOffencesRequest(), run.Call);
                run.Print.Many(
                    reply.Offences.Select(OffenceShape.From).ToList(),
                    ["#", "validator", "member", "view", "reported in block", "by"],
                    o => [$"{o.Number}", o.Validator, o.Member, $"{o.View}", $"{o.Height}",
                        Show.Short(o.Reporter)]);
                return ExitCode.Ok;
            });

    private static Verb Report(ChainCli cli)
    {
        Argument<string> first = Vote("FIRST"), second = Vote("SECOND");
        var signing = new SigningFlags(cli.Flags);
        return new Verb(
            "report", "Puts two contradicting votes on the chain; validators do it by themselves.",
            "chain offence report FIRST SECOND --from northcloud", first, second)
            .With(signing.All).Does(cli, async run =>
            {
                var proof = new Evidence(Read(run.Get(first)), Read(run.Get(second)));
                if (!proof.IsProof)
                    throw new CliError(ExitCode.Usage, "the two votes do not contradict each other");
                return await Submitting.RunAsync(run, signing, await OperationAsync(run, proof));
            });
    }

    private static async Task<Operation> OperationAsync(Invocation run, Evidence proof)
    {
        NodeStatus status = await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call);
        ListValidatorsReply known = await run.Client.Node.ListValidatorsAsync(
            new ListValidatorsRequest(), run.Call);
        Validator validator = known.Validators.FirstOrDefault(one => one.Number == proof.First.Voter)
            ?? throw new CliError(ExitCode.Usage, $"there is no validator {proof.First.Voter}");
        return Governance.ReportOffence(
            new Hash32(status.ChainHash.Span), new PublicKey(new Hash32(validator.PublicKey.Span)), proof);
    }

    private static Argument<string> Vote(string name) =>
        new(name) { Description = "A vote in hexadecimal, as nodes log it and list it as JSON." };

    private static Vote Read(string hex)
    {
        try
        {
            return VoteCodec.Decode(Convert.FromHexString(hex)) ?? throw new FormatException();
        }
        catch (FormatException)
        {
            throw new CliError(ExitCode.Usage,
                $"'{Show.Short(hex)}' is not a vote, which has {2 * VoteCodec.Size} hexadecimal digits");
        }
    }

    /// <param name="Height">Of the block that holds the report.</param>
    private sealed record OffenceShape(
        uint Number, string Validator, string Member, ulong View, ulong Height, string Reporter, string First,
        string Second)
    {
        public static OffenceShape From(Offence offence) => new(
            offence.Number, offence.Validator, offence.Member, offence.View, offence.Height,
            Show.Account(offence.Reporter), Show.Hex(offence.First), Show.Hex(offence.Second));
    }
}
