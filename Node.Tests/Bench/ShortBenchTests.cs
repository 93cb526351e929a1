using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace Chain.Tests.Bench;

/// <summary>The whole of <c>chain bench</c> on real processes, for a few seconds.</summary>
public class ShortBenchTests
{
    private static readonly string[] Promised =
    [
        "validators", "cores", "seconds", "accounts", "operationsPerTransaction", "committedPerSecond",
        "verifyMicros", "signatureLimitPerSecond", "shareOfLimit", "idleLatencyMs", "loadLatencyMs",
        "cpuMicrosPerTransactionAndNode", "generatorCpuMicrosPerTransaction", "cpuShareOfOthers",
        "wireBytesPerTransaction", "diskBytesPerTransaction", "peakMemoryMb", "acceptedReceipts",
        "refusedReceipts", "refusals", "blocksPerSecond", "blockTransactions", "poolAtStart", "poolAtEnd",
        "poolAtMost", "ordersPerSecond", "matchingPercent", "leasesPerSecond", "syncMillis", "viewsPerBlock",
    ];

    private static readonly string[] Quantiles = ["p50", "p95", "p99"];

    private static readonly string[] Arguments =
    [
        "bench", "--validators", "2", "--seconds", "3", "--warm-up", "0", "--accounts", "32", "--in-flight",
        "64", "-o", "json",
    ];

    [Test]
    public async Task A_short_run_reports_every_figure_refuses_nothing_and_leaves_nothing_behind()
    {
        string home = Directory.CreateTempSubdirectory("chain-bench-test-").FullName;
        try
        {
            using JsonDocument report = JsonDocument.Parse(await RunAsync([.. Arguments, "--home", home]));
            JsonElement figures = report.RootElement;
            Assert.Multiple(() =>
            {
                Assert.That(
                    figures.EnumerateObject().Select(figure => figure.Name), Is.EquivalentTo(Promised));
                foreach (string name in (string[])["idleLatencyMs", "loadLatencyMs", "blockTransactions"])
                    Assert.That(
                        figures.GetProperty(name).EnumerateObject().Select(one => one.Name),
                        Is.EqualTo(Quantiles));
                Assert.That(figures.GetProperty("acceptedReceipts").GetInt64(), Is.Positive);
                Assert.That(figures.GetProperty("refusedReceipts").GetInt64(), Is.Zero, figures.ToString());
                Assert.That(figures.GetProperty("idleLatencyMs").GetProperty("p50").GetDouble(), Is.Positive);
                Assert.That(Directory.EnumerateFileSystemEntries(home), Is.Empty);
            });
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "chain.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await talk);
        return output;
    }
}
