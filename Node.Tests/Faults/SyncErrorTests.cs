using System.Diagnostics;
using Chain.Node.Cli;
using Chain.Tests.EndToEnd;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>The disk says once that a sync failed, and would say yes to the next one.</summary>
public class SyncErrorTests : TestnetFixture
{
    [Test]
    public async Task A_validator_whose_sync_fails_once_stops_says_why_and_votes_after_its_next_start()
    {
        if (!CanInject()) Assert.Ignore("failing syncs need strace, and the right to trace");
        var random = new Random(FaultSettings.Seed);
        NodeProcess victim = Net.Nodes[random.Next(Net.Nodes.Count)];
        var audit = new VoteAudit(Net);
        await Net.IsWholeAsync();
        await using Load load = Load.Start(Net);
        victim.Kill();
        int told = Advised(victim);
        // Counted for each thread; the one that syncs votes comes there first.
        victim.Wrapper =
        [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "--seccomp-bpf", "-e", "trace=fdatasync,fsync",
            "-e", $"inject=fdatasync,fsync:error=EIO:when={random.Next(5, 60)}",
        ];
        victim.Start();
        victim.Wrapper = [];
        Assert.That(await victim.ExitAsync(), Is.EqualTo(ExitCode.Internal), victim.Said());
        Assert.That(Advised(victim), Is.EqualTo(told + 1), victim.Said());
        Task look = audit.LookAsync(victim);
        await load.MoreAsync(20);
        await Net.IsWholeAsync();
        await load.MoreAsync(20);
        await load.StopAsync();
        await look;
        await Promises.CheckAsync(Net, load);
        victim.Kill();
        await audit.LookAsync(victim);
        await audit.CheckLogsAsync();
    }

    private static int Advised(NodeProcess node) => File.ReadLines(node.Log).Count(line => line.Contains(
        "check the device and its file system, then start the node again", StringComparison.Ordinal));

    private static bool CanInject()
    {
        try
        {
            using Process trial = Process.Start("strace", ["-qq", "-o", "/dev/null", "true"]);
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
