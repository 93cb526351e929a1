using System.CommandLine;
using Chain.Node.Cli.Demo;

namespace Chain.Node.Cli.Testnet;

/// <summary>
/// <c>testnet</c> and <c>testnet stop|status|reset</c>: a whole consortium on this machine.
/// </summary>
internal static class TestnetVerbs
{
    public static Command Create(ChainCli cli)
    {
        Flags flags = cli.Flags;
        Option<string> home = Home(cli);
        Option<int> validators = flags.Optional(
            "--validators", $"How many, 1 to {TestnetMaker.MostValidators}.", 4);
        Option<int> basePort = flags.Optional(
            "--base-port", "Node i uses this port + 2i (peers) and + 2i + 1 (clients).", 7001);
        Option<bool> detach = flags.Optional(
            "--detach", "Return when all validators answer and leave them running.", false);
        Option<bool> noDemo = flags.Optional("--no-demo", "Let nobody trade.", false);
        return new Verb(
            "testnet",
            "Makes a local consortium, runs it and a demonstration market, shows it live.",
            "chain testnet --validators 4 --detach", home, validators, basePort, detach, noDemo,
            Stop(cli), Status(cli), Reset(cli))
            .Does(cli, async run =>
            {
                var folder = Folder(run, home);
                TestnetFile file = Prepare(run, folder, validators, basePort);
                var processes = new TestnetProcesses(folder, run.Host);
                run.Say($"starting {file.Nodes.Count} validators of chain '{file.ChainId}' in {folder.Root}");
                file = await processes.StartAsync(file, run.Cancel);
                if (run.Get(detach))
                {
                    Print(run, file);
                    return ExitCode.Ok;
                }
                run.Say("all answer; clients reach them at "
                    + string.Join(", ", file.Nodes.Select(node => node.Api)));
                try
                {
                    await ShowAsync(run, file, folder, demo: !run.Get(noDemo));
                    return ExitCode.Ok;
                }
                finally
                {
                    run.Say("stopping");
                    await processes.StopAsync(file);
                }
            });
    }

    private static Verb Stop(ChainCli cli)
    {
        Option<string> home = Home(cli);
        return new Verb("stop", "Stops a testnet's nodes.", "chain testnet stop", home).Does(cli, async run =>
        {
            TestnetFile file = Existing(Folder(run, home));
            int running = file.Nodes.Count(TestnetProcesses.IsRunning);
            await new TestnetProcesses(Folder(run, home), run.Host).StopAsync(file);
            run.Say(running == 0 ? "nothing was running" : $"{running} nodes stopped");
            return ExitCode.Ok;
        });
    }

    private static Verb Status(ChainCli cli)
    {
        Option<string> home = Home(cli);
        return new Verb("status", "Shows each node's process, height and state root; 1 unless all answer.",
            "chain testnet status -o json", home).Does(cli, async run =>
        {
            TestnetFile file = Existing(Folder(run, home));
            using var monitor = new TestnetMonitor(file, run.Host);
            TestnetSnapshot snapshot = await monitor.LookAsync(run.Cancel);
            run.Print.Many(
                snapshot.Nodes.Select(n => new
                {
                    n.Node.Name,
                    n.Node.Pid,
                    n.Node.Api,
                    n.Node.Home,
                    Running = TestnetProcesses.IsRunning(n.Node),
                    n.Status,
                }).ToList(),
                ["node", "process", "api", "height", "state root (after)", "peers"],
                n => [n.Name, n.Running ? $"{n.Pid}" : "stopped", n.Api,
                    n.Status is null ? "no answer" : $"{n.Status.Height}",
                    n.Status is null
                        ? "" : $"{Show.Short(n.Status.LastStateRoot)} ({n.Status.LastStateHeight})",
                    $"{n.Status?.PeersConnected}"]);
            return snapshot.Nodes.All(node => node.Status is not null) ? ExitCode.Ok : ExitCode.Refused;
        });
    }

    private static Verb Reset(ChainCli cli)
    {
        Option<string> home = Home(cli);
        return new Verb("reset", "Deletes a stopped testnet: its chain, keys and configuration.",
            "chain testnet reset", home).Does(cli, run =>
        {
            TestnetHome folder = Folder(run, home);
            TestnetFile file = Existing(folder);
            if (file.Nodes.Any(TestnetProcesses.IsRunning))
                throw new CliError(
                    ExitCode.Refused, "the testnet is running", "Stop it first: chain testnet stop");
            // Only what we made; the folder itself may hold other things of the operator.
            foreach (string path in file.Nodes.Select(node => node.Home).Append(folder.Keys)
                .Where(Directory.Exists))
                Directory.Delete(path, recursive: true);
            File.Delete(folder.File);
            run.Say($"{folder.Root} is clean");
            return ExitCode.Ok;
        });
    }

    private static async Task ShowAsync(Invocation run, TestnetFile file, TestnetHome folder, bool demo)
    {
        using var monitor = new TestnetMonitor(file, run.Host);
        var show = new TestnetShow(monitor, run);
        using TradingMarket? market = demo
            ? new TradingMarket(file, folder, run.Host, Random.Shared.Next(), show.Tell) : null;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
        Task playing = Task.WhenAll(
            show.RunAsync(end.Token), market?.RunAsync(end.Token) ?? Task.CompletedTask);
        while (!run.Cancel.IsCancellationRequested && !playing.IsFaulted
            && file.Nodes.Any(TestnetProcesses.IsRunning))
            await Task.WhenAny(playing, Task.Delay(TimeSpan.FromSeconds(1), run.Host.Time));
        bool stoppedAlone = !run.Cancel.IsCancellationRequested && !playing.IsFaulted;
        await end.CancelAsync();
        await playing;
        if (stoppedAlone)
            throw new CliError(ExitCode.Internal, "every node has stopped by itself",
                $"Their logs are {folder.Root}/node*/log.");
    }

    /// <summary>The testnet that is there, or a new one.</summary>
    private static TestnetFile Prepare(
        Invocation run, TestnetHome folder, Option<int> validators, Option<int> basePort)
    {
        int count = run.Get(validators), port = run.Get(basePort);
        if (count is < 1 or > TestnetMaker.MostValidators)
            throw new CliError(ExitCode.Usage, $"--validators must be 1 to {TestnetMaker.MostValidators}");
        if (port < 1 || port + 2 * count - 1 > 65_535)
            throw new CliError(ExitCode.Usage, $"--base-port {port} leaves no room for {2 * count} ports");
        if (TestnetFile.TryLoad(folder) is { } file)
        {
            if (file.Nodes.Any(TestnetProcesses.IsRunning))
                throw new CliError(
                    ExitCode.Refused, "this testnet is running already", "Stop it first: chain testnet stop");
            bool other = (run.IsGiven(validators) && count != file.Nodes.Count)
                || (run.IsGiven(basePort) && port != file.BasePort);
            if (other)
                throw new CliError(
                    ExitCode.Configuration,
                    $"{folder.Root} holds a testnet of {file.Nodes.Count} validators "
                    + $"from port {file.BasePort}",
                    "Leave these flags away to run it, delete it by `chain testnet reset`, "
                    + "or choose another --home.");
            TestnetProcesses.CheckPorts(file.BasePort, file.Nodes.Count);
            return file;
        }
        TestnetProcesses.CheckPorts(port, count);
        run.Say($"making keys and configuration in {folder.Root}");
        return new TestnetMaker(folder, run.Host.Time).Make(count, port);
    }

    private static void Print(Invocation run, TestnetFile file) => run.Print.Many(
        [.. file.Nodes], ["node", "process", "api", "home"],
        node => [node.Name, $"{node.Pid}", node.Api, node.Home]);

    private static TestnetFile Existing(TestnetHome home) => TestnetFile.TryLoad(home) ?? throw new CliError(
        ExitCode.Configuration, $"there is no testnet in {home.Root}",
        "`chain testnet` makes one; --home names another folder.");

    internal static Option<string> Home(ChainCli cli) => cli.Flags.Optional(
        "--home", "Folder of the testnet.", Path.Combine(cli.Host.UserHome, ".chain", "testnet"));

    internal static TestnetHome Folder(Invocation run, Option<string> home) =>
        new(Path.GetFullPath(run.Get(home)));
}
