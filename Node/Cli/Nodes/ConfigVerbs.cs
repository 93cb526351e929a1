using System.CommandLine;
using Chain.Ledger;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Node.Peers;

namespace Chain.Node.Cli.Nodes;

/// <summary><c>config show|validate</c>: what a node would run with, and why.</summary>
internal static class ConfigVerbs
{
    public static Command Create(ChainCli cli) => new Command("config", "A node's configuration.")
    {
        Show(cli), Validate(cli),
    };

    private static Verb Show(ChainCli cli)
    {
        Option<bool> origin = cli.Flags.Optional("--origin", "Also show where each value comes from.", false);
        var flags = new NodeFlags(cli.Flags);
        return new Verb("show", "Shows every setting a node would run with.",
            "chain config show --home ~/.chain/testnet/node1 --origin", origin).With(flags.All)
            .Does(cli, run =>
        {
            List<SettingShape> settings = flags.Load(run).Origins
                .Select(s => new SettingShape(s.Key.Name, s.Value, s.Origin, s.Key.Flag, s.Key.Variable))
                .ToList();
            run.Print.Many(
                settings,
                run.Get(origin) ? ["setting", "value", "origin"] : ["setting", "value"],
                s => run.Get(origin) ? [s.Name, s.Value, s.Origin] : [s.Name, s.Value]);
            return ExitCode.Ok;
        });
    }

    private static Verb Validate(ChainCli cli)
    {
        Option<bool> consortiumOnly = cli.Flags.Optional(
            "--consortium-only", "Check the consortium file alone, without a node's home.", false);
        var flags = new NodeFlags(cli.Flags);
        return new Verb("validate", "Checks all that node init and node start would refuse.",
            "chain config validate --home ~/.chain/testnet/node1", consortiumOnly).With(flags.All)
            .Does(cli, run =>
        {
            if (run.Get(consortiumOnly))
            {
                string path = Path.Combine(
                    run.Get(flags.Home), run.Get(flags.Consortium) ?? SettingKey.Consortium.Default!);
                return Report(run, path, ConsortiumFile.Load(path), name: null);
            }
            NodeSettings settings = flags.Load(run);
            ConsortiumFile consortium = ConsortiumFile.Load(settings.Consortium);
            // What a start checks, by the same code.
            using var signer = new ValidatorSigner(consortium, settings);
            _ = new PeerIdentity(consortium, settings.Name, settings.TlsCertificate);
            if (!signer.CanVote) run.Say($"note: there is no {settings.ValidatorKey}; the node only follows");
            return Report(run, settings.Consortium, consortium, settings.Name);
        });
    }

    private static int Report(Invocation run, string path, ConsortiumFile file, string? name)
    {
        // What `node init` does: the genesis must obey the ledger's rules too.
        _ = LedgerState.FromGenesis(GenesisBuilder.State(file.Genesis));
        string chainHash = file.Genesis.ComputeHash().ToString();
        run.Print.One(
            new
            {
                Valid = true,
                Path = path,
                Name = name,
                file.Genesis.ChainId,
                ChainHash = chainHash,
                Validators = file.Genesis.Validators.Count
            },
            ("consortium", path), ("chain", $"{file.Genesis.ChainId} {chainHash}"),
            ("validators", $"{file.Genesis.Validators.Count}"), ("result", "valid"));
        return ExitCode.Ok;
    }

    /// <summary>One setting as JSON.</summary>
    private sealed record SettingShape(
        string Name, string Value, string Origin, string Flag, string Variable);
}
