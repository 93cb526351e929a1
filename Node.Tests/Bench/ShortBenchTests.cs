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

    private static readonly string[] PromisedOfFault =
    [
        "kind", "name", "seconds", "committedPerSecond", "shareOfAllAlive", "loadLatencyMs",
        "idleLatencyMs", "blocksPerSecond", "viewsPerBlock", "cpuShareOfOthers",
    ];

    private static readonly string[] Floods =
    [
        "calls", "connections", "consensus streams", "forged batches", "forged votes", "gossip streams",
        "malformed frames", "questions", "worthless batches",
    ];

    private static readonly string[] Quantiles = ["p50", "p95", "p99"];

    private static readonly string[] Arguments =
    [
        "bench", "--seconds", "3", "--warm-up", "0", "--accounts", "32", "--in-flight",
        "64", "-o", "json",
    ];

    [Test]
    public async Task A_short_run_reports_every_figure_refuses_nothing_and_leaves_nothing_behind()
    {
        string home = Directory.CreateTempSubdirectory("chain-bench-test-").FullName;
        try
        {
            using JsonDocument report = JsonDocument.Parse(await RunAsync(
                [.. Arguments, "--validators", "2", "--home", home]));
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

    [Test]
    public async Task With_a_dead_validator_the_others_are_measured_before_and_after()
    {
        JsonElement figures = await PlayAsync("dead");
        JsonElement fault = figures.GetProperty("fault");
        Assert.Multiple(() =>
        {
            Assert.That(figures.EnumerateObject().Select(figure => figure.Name), Is.EquivalentTo(
                Promised.Except(["idleLatencyMs"]).Append("fault")));
            Assert.That(
                fault.EnumerateObject().Select(figure => figure.Name), Is.EquivalentTo(PromisedOfFault));
        });
    }

    [Test]
    public async Task A_flooder_sends_everything_it_has_and_the_others_go_on()
    {
        JsonElement flood = (await PlayAsync("flood")).GetProperty("fault").GetProperty("flood");
        Assert.Multiple(() =>
        {
            Assert.That(flood.GetProperty("cpuShare").GetDouble(), Is.Not.Negative);
            JsonElement sent = flood.GetProperty("perSecond");
            Assert.That(sent.EnumerateObject().Select(kind => kind.Name), Is.EquivalentTo(Floods));
            foreach (JsonProperty kind in sent.EnumerateObject())
                Assert.That(kind.Value.GetDouble(), Is.Positive, kind.Name);
        });
    }

    [TestCase("dead", "--validators must be 4 to 16")]
    [TestCase("sleepy", "--fault must be one of none, dead, slow, flood.")]
    public async Task A_fault_that_cannot_be_played_is_refused(string fault, string why)
    {
        (int code, _, string talk) = await RunToEndAsync(["bench", "--fault", fault, "--validators", "3"]);
        Assert.That(code, Is.EqualTo(2), talk);
        Assert.That(talk, Does.Contain(why));
    }

    /// <returns>A report in which what every fault leaves is there.</returns>
    private static async Task<JsonElement> PlayAsync(string fault)
    {
        string home = Directory.CreateTempSubdirectory("chain-bench-test-").FullName;
        try
        {
            using JsonDocument report = JsonDocument.Parse(await RunAsync(
                [.. Arguments, "--validators", "4", "--fault", fault, "--home", home]));
            JsonElement figures = report.RootElement.Clone();
            JsonElement left = figures.GetProperty("fault");
            Assert.Multiple(() =>
            {
                Assert.That(left.GetProperty("kind").GetString(), Is.EqualTo(fault));
                Assert.That(figures.GetProperty("committedPerSecond").GetDouble(), Is.Positive);
                string[] rates = ["committedPerSecond", "shareOfAllAlive", "blocksPerSecond"];
                foreach (string name in rates)
                    Assert.That(left.GetProperty(name).GetDouble(), Is.Positive, name);
                Assert.That(left.GetProperty("idleLatencyMs").GetProperty("p50").GetDouble(), Is.Positive);
                Assert.That(Directory.EnumerateFileSystemEntries(home), Is.Empty);
            });
            return figures;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        (int code, string output, string talk) = await RunToEndAsync(arguments);
        Assert.That(code, Is.Zero, talk);
        return output;
    }

    private static async Task<(int Code, string Output, string Talk)> RunToEndAsync(string[] arguments)
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
        return (process.ExitCode, output, await talk);
    }
}
