using System.CommandLine;
using System.Globalization;
using Chain.Client;
using Chain.Node.Bench;
using Chain.Node.Cli.Testnet;

namespace Chain.Node.Cli.Nodes;

/// <summary><c>bench</c>: a consortium of its own on this machine, loaded, measured and removed.</summary>
internal static class BenchVerb
{
    private const int MostSeconds = 60;

    // Measured twice with one load, which must not expire.
    private const int MostSecondsWithFault = 40;

    // Fewer do not go on without one of them.
    private const int LeastValidatorsWithFault = 4;
    private const int MostAccounts = 4_096;
    private const int MostInFlight = 16_384;

    public static Command Create(ChainCli cli)
    {
        Flags flags = cli.Flags;
        Option<int> validators = flags.Optional(
            "--validators", $"Processes to start, 1 to {TestnetMaker.MostValidators}.", 4);
        Option<int> seconds = flags.Optional(
            "--seconds",
            $"Measured time under load, 1 to {MostSeconds}; with a fault twice, "
                + $"at most {MostSecondsWithFault} each.",
            MostSeconds);
        Option<int> warmUp = flags.Optional("--warm-up", "Seconds under load before that, 0 to 20.", 10);
        Option<int> accounts = flags.Optional(
            "--accounts", $"Half buy, half sell; 2 to {MostAccounts}.", 512);
        Option<int> operations = flags.Optional(
            "--operations-per-transaction", "Orders under one signature, 1 to 64.", 1);
        Option<int> matching = flags.Optional(
            "--matching", "Per cent of them that trade, 0 to 100; the others rest and are cancelled.", 10);
        Option<int> inFlight = flags.Optional(
            "--in-flight", $"Transactions waiting for receipts, 1 to {MostInFlight}, over all validators.",
            2_048);
        Option<string> fault = flags.OneOf(
            "--fault", "What then happens to the last validator, while the load goes on.",
            Word(FaultKind.None), [.. Enum.GetValues<FaultKind>().Select(Word)]);
        Option<string> home = flags.Optional(
            "--home", "Folder for the validators' data, on the disk to be measured.", Path.GetTempPath());
        return new Verb(
            "bench",
            "Measures throughput and latency of a local consortium against the machine's signature limit.",
            "chain bench --validators 4 --seconds 60 -o json", validators, seconds, warmUp, accounts,
            operations, matching, inFlight, fault, home)
            .Does(cli, async run =>
            {
                var kind = Enum.Parse<FaultKind>(run.Get(fault), ignoreCase: true);
                (int least, int most) = kind == FaultKind.None
                    ? (1, MostSeconds) : (LeastValidatorsWithFault, MostSecondsWithFault);
                var options = new BenchOptions(
                    Within(run, validators, least, TestnetMaker.MostValidators),
                    Math.Min(Within(run, seconds, 1, MostSeconds), most), Within(run, warmUp, 0, 20),
                    Within(run, accounts, 2, MostAccounts), Within(run, operations, 1, 64),
                    Within(run, matching, 0, 100), Within(run, inFlight, 1, MostInFlight), IdleSamples: 240);
                string parent = Path.GetFullPath(run.Get(home));
                Print(run, await MeasureAsync(run, options, kind, parent));
                return ExitCode.Ok;
            });
    }

    private static async Task<BenchReport> MeasureAsync(
        Invocation run, BenchOptions options, FaultKind kind, string parent)
    {
        var home = new TestnetHome(Path.Combine(parent, $"chain-bench-{Environment.ProcessId}"));
        Directory.CreateDirectory(home.Root);
        var processes = new TestnetProcesses(home, run.Host);
        try
        {
            using var market = new BenchMarket(options.Accounts, run.Host.Time.GetUtcNow());
            TestnetFile file = new TestnetMaker(home, run.Host.Time).Make(
                options.Validators, TestnetProcesses.FreePorts(options.Validators), BenchMarket.Members,
                market.Genesis);
            run.Say($"starting {options.Validators} validators in {home.Root}");
            file = await processes.StartAsync(file, run.Cancel);
            ChainClient[] clients =
                [.. file.Nodes.Select(node => new ChainClient(new Uri(node.Api), run.Host.Time))];
            try
            {
                await using Fault? fault = FaultOf(kind, file, market);
                var bench = new BenchRun(options, market, clients, home.Root, fault, run.Say);
                return await bench.MeasureAsync(run.Cancel);
            }
            finally
            {
                foreach (ChainClient client in clients) client.Dispose();
                await processes.StopAsync(file);
            }
        }
        finally
        {
            Directory.Delete(home.Root, recursive: true);
        }
    }

    private static Fault? FaultOf(FaultKind kind, TestnetFile file, BenchMarket market)
    {
        if (kind == FaultKind.None) return null;
        TestnetNode victim = file.Nodes[^1];
        return new Fault(kind, victim, kind == FaultKind.Flood ? new Flooder(victim, market) : null);
    }

    private static string Word(FaultKind kind) => kind.ToString().ToLowerInvariant();

    private static int Within(Invocation run, Option<int> option, int least, int most) =>
        run.Get(option) is var value && value >= least && value <= most
            ? value : throw new CliError(ExitCode.Usage, $"{option.Name} must be {least} to {most}");

    private static void Print(Invocation run, BenchReport report) =>
        run.Print.One(report, [.. Fields(report), .. FaultFields(report)]);

    private static (string, string)[] Fields(BenchReport report) =>
    [
        ("validators", $"{report.Validators} on {report.Cores} cores, {Text(report.Seconds)} s, "
            + $"{report.Accounts} accounts, {report.OperationsPerTransaction} operation(s) per transaction"),
        ("committed", $"{Text(report.CommittedPerSecond)} transactions/s, "
            + $"{Text(report.OrdersPerSecond)} orders and cancellations/s"),
        ("matched", $"{report.MatchingPercent} % of them are meant to trade: "
            + $"{Text(report.LeasesPerSecond)} leases/s"),
        ("signature limit",
            $"{Text(report.SignatureLimitPerSecond)} transactions/s ({Text(report.VerifyMicros)} us each)"),
        ("share of limit", $"{Text(report.ShareOfLimit * 100)} %"),
        ("idle latency", $"{(report.IdleLatencyMs is { } idle ? Text(idle, "ms") : "as below")}; "
            + $"three syncs of the disk {Text(3 * report.SyncMillis)} ms"),
        ("load latency", Text(report.LoadLatencyMs, "ms")),
        ("CPU", $"{Text(report.CpuMicrosPerTransactionAndNode)} us per transaction and node, "
            + $"{Text(report.GeneratorCpuMicrosPerTransaction)} us in the generator; "
            + $"{Text(report.CpuShareOfOthers * 100)} % of the machine went to other programs"),
        ("wire", $"{Text(report.WireBytesPerTransaction)} bytes per transaction between validators"),
        ("disk", $"{Text(report.DiskBytesPerTransaction)} bytes per transaction and validator"),
        ("peak memory", $"{Text(report.PeakMemoryMb)} MB"),
        ("receipts", $"{report.AcceptedReceipts} accepted, {report.RefusedReceipts} refused "
            + string.Join(", ", report.Refusals.Select(refusal => $"{refusal.Key} {refusal.Value}"))),
        ("blocks", $"{Text(report.BlocksPerSecond)}/s, transactions {Text(report.BlockTransactions, "")}"),
        ("views", $"{Text(report.ViewsPerBlock)} for each block"),
        ("pool", $"{report.PoolAtStart} at the start, {report.PoolAtEnd} at the end, "
            + $"{report.PoolAtMost} at most"),
    ];

    private static (string, string)[] FaultFields(BenchReport report)
    {
        if (report.Fault is not { } fault) return [];
        (string, string)[] fields =
        [
            ($"with {fault.Name}", $"{Text(fault.CommittedPerSecond)} transactions/s, "
                + $"{Text(fault.ShareOfAllAlive * 100)} % of "
                + $"{Text(report.CommittedPerSecond)}/s with all alive, {Text(fault.Seconds)} s"),
            ("  idle latency", Text(fault.IdleLatencyMs, "ms")),
            ("  load latency", Text(fault.LoadLatencyMs, "ms")),
            ("  blocks", $"{Text(fault.BlocksPerSecond)}/s, {Text(fault.ViewsPerBlock)} views for each"),
            ("  CPU", $"{Text(fault.CpuShareOfOthers * 100)} % of the machine went to other programs"),
        ];
        return fault.Flood is not { } flood ? fields :
        [
            .. fields,
            ("  flooder", $"{Text(flood.CpuShare * 100)} % of the machine; each second "
                + string.Join(", ", flood.PerSecond.Select(sent => $"{Text(sent.Value)} {sent.Key}"))),
        ];
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(Percentiles of, string unit) =>
        $"p50 {Text(of.P50)}, p95 {Text(of.P95)}, p99 {Text(of.P99)} {unit}".TrimEnd();
}
