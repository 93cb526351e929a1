using System.CommandLine;
using Chain.Node.Cli.Testnet;

namespace Chain.Node.Cli.Demo;

/// <summary><c>demo</c>: a story, or random trading, on a testnet that runs already.</summary>
internal static class DemoVerb
{
    public static Command Create(ChainCli cli)
    {
        Option<string> home = TestnetVerbs.Home(cli);
        Option<bool> trade = cli.Flags.Optional(
            "--trade", "Instead of the story: providers and buyers trade at random.", false);
        Option<uint> seconds = cli.Flags.Optional(
            "--seconds", "With --trade: how long; 0: until stopped.", 0u);
        Option<int> seed = cli.Flags.Optional("--seed", "With --trade: of the players' choices.", 1);
        return new Verb(
            "demo", "Tells the market as a story, and makes it happen on a running testnet: two clouds and a "
            + "small team sell, a hospital buys a private cloud, a price moves, a provider fails, the ledger "
            + "reconciles. It takes a minute or two.",
            "chain demo", home, trade, seconds, seed).Does(cli, async run =>
        {
            if (!run.Get(trade) && (run.IsGiven(seconds) || run.IsGiven(seed)))
                throw new CliError(ExitCode.Usage, "--seconds and --seed need --trade",
                    "The story ends by itself. For example: chain demo --trade --seconds 30");
            TestnetHome folder = TestnetVerbs.Folder(run, home);
            TestnetFile file = TestnetFile.TryLoad(folder) ?? throw new CliError(
                ExitCode.Configuration, $"there is no testnet in {folder.Root}",
                "Start one: chain testnet --detach");
            if (run.Get(trade)) await TradeAsync(run, file, folder, run.Get(seconds), run.Get(seed));
            else
            {
                using Stage stage = await Stage.OpenAsync(run, file, folder);
                await Story.PlayAsync(stage);
            }
            return ExitCode.Ok;
        });
    }

    private static async Task TradeAsync(
        Invocation run, TestnetFile file, TestnetHome folder, uint seconds, int seed)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
        if (seconds > 0) end.CancelAfter(TimeSpan.FromSeconds(seconds));
        var gate = new Lock();
        using var market = new TradingMarket(file, folder, run.Host, seed, line =>
        {
            lock (gate) run.Print.Next(new { Line = line }, line);
        });
        await market.RunAsync(end.Token);
    }
}
