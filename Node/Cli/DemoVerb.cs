using System.CommandLine;

namespace Chain.Node.Cli;

/// <summary><c>demo</c>: the demonstration market on a testnet that runs already.</summary>
internal static class DemoVerb
{
    public static Command Create(ChainCli cli)
    {
        Option<string> home = TestnetVerbs.Home(cli);
        Option<uint> seconds = cli.Flags.Optional("--seconds", "How long; 0: until stopped.", 0u);
        Option<int> seed = cli.Flags.Optional("--seed", "Of the players' choices.", 1);
        return new Verb(
            "demo", "Lets the demonstration's providers and buyers trade, and tells what happens.",
            "chain demo --seconds 30", home, seconds, seed).Does(cli, async run =>
        {
            TestnetHome folder = TestnetVerbs.Folder(run, home);
            TestnetFile file = TestnetFile.TryLoad(folder) ?? throw new CliError(
                ExitCode.Configuration, $"there is no testnet in {folder.Root}",
                "Start one: chain testnet --detach --no-demo");
            using var end = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
            if (run.Get(seconds) > 0) end.CancelAfter(TimeSpan.FromSeconds(run.Get(seconds)));
            var gate = new Lock();
            using var market = new DemoMarket(file, folder, run.Host, run.Get(seed), line =>
            {
                lock (gate) run.Print.Next(new { Line = line }, line);
            });
            await market.RunAsync(end.Token);
            return ExitCode.Ok;
        });
    }
}
