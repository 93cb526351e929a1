using Chain.Tests.EndToEnd;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>Bits of a validator's files flip while it is down, in one place of one file at a time.</summary>
public class DamageTests : TestnetFixture
{
    // What the end of a log holds is what was written last, and nothing behind it proves that it was whole.
    private const int EndBytes = 400;

    private static readonly string[] Kinds = ["*.log", "end of *.log", "*.sst", "MANIFEST-*", "CURRENT"];

    /// <summary>
    /// It comes back right, or stays down and says in one sentence what to do, or follows without a vote and
    /// says why. Its journal is never at odds with a vote that it gave before.
    /// </summary>
    [Test]
    public async Task With_flipped_bits_it_comes_back_right_or_says_what_to_do_and_never_votes_wrongly()
    {
        int seed = FaultSettings.Seed;
        TestContext.Progress.WriteLine($"CHAIN_FAULT_SEED={seed}");
        var random = new Random(seed);
        NodeProcess victim = Net.Nodes[random.Next(Net.Nodes.Count)];
        var audit = new VoteAudit(Net);
        var outcomes = new Dictionary<string, int>();
        await using Load load = Load.Start(Net, Net.Nodes.Where(node => node != victim));
        for (int round = 0; round < FaultSettings.DamageRounds; round++)
        {
            string kind = Kinds[round % Kinds.Length];
            await load.MoreAsync(30);
            victim.Kill();
            await audit.LookAsync(victim);
            string place = Flip(victim, kind, random);
            string outcome = await OutcomeAsync(victim);
            if (outcome == "votes" && !await TellsAllAsync(victim))
                outcome = "votes and tells what it cannot read";
            TestContext.Progress.WriteLine($"{place}: {outcome}");
            outcomes[$"{kind} {outcome}"] = outcomes.GetValueOrDefault($"{kind} {outcome}") + 1;
            if (outcome != "votes") await RejoinAsync(victim);
            await Net.IsWholeAsync();
        }
        victim.Kill();
        await audit.LookAsync(victim);
        await Net.IsWholeAsync();
        await load.MoreAsync(20);
        await load.StopAsync();
        await Promises.CheckAsync(Net, load);
        await audit.CheckLogsAsync();
        IEnumerable<string> counts = outcomes.Select(pair => $"{pair.Key}: {pair.Value}");
        TestContext.Out.WriteLine($"CHAIN_FAULT_SEED={seed}: {string.Join(", ", counts)}");
    }

    private async Task<string> OutcomeAsync(NodeProcess victim)
    {
        int before = File.ReadLines(victim.Log).Count();
        NodeStatus others = await Net.Nodes.First(node => node != victim).StatusAsync();
        victim.Start();
        string outcome = await Wait.ForAsync("it comes back or says what is wrong", async () =>
        {
            if (!victim.IsRunning) return "stays down";
            if (Said().Any(line => line.Contains("this validator does not vote", StringComparison.Ordinal)))
                return "follows";
            return await victim.TryStatusAsync() is { Voting: true, Ready: true } status
                && status.Height > others.Height + 5 ? "votes" : null;
        });
        if (outcome != "votes")
            Assert.That(Said().Count(line => line.Contains("--rejoin", StringComparison.Ordinal)),
                Is.EqualTo(1), victim.Said());
        Assert.That(Said(), Has.None.Contains("   at "), "a trace is for programmers");
        return outcome;

        IEnumerable<string> Said() => File.ReadLines(victim.Log).Skip(before);
    }

    /// <summary>
    /// What is of old blocks alone is checked when somebody reads it: then others are asked, and the log says
    /// what to do.
    /// </summary>
    private async Task<bool> TellsAllAsync(NodeProcess victim)
    {
        NodeStatus own = await victim.StatusAsync();
        try
        {
            ChainCopy copy = await ChainCopy.ReadAsync(victim, own.Height);
            copy.CheckSame(await ChainCopy.ReadAsync(Net.Nodes.First(node => node != victim), own.Height));
            return true;
        }
        catch (RpcException error)
        {
            Assert.That(error.StatusCode, Is.EqualTo(StatusCode.DataLoss), error.ToString());
            Assert.That(victim.Said(), Does.Contain("move the directory away").And.Not.Contain("   at "));
            return false;
        }
    }

    /// <summary>One to three bits of one file.</summary>
    /// <returns>Where.</returns>
    private static string Flip(NodeProcess node, string kind, Random random)
    {
        bool end = kind.StartsWith("end", StringComparison.Ordinal);
        string[] files = [.. Directory.EnumerateFiles(node.Data, kind.Split(' ')[^1])
            .Where(file => new FileInfo(file).Length > 0).Order()];
        string path = end ? files[^1] : files[random.Next(files.Length)];
        byte[] bytes = File.ReadAllBytes(path);
        int first = end ? Math.Max(0, bytes.Length - EndBytes) : 0;
        int at = random.Next(first, bytes.Length);
        for (int i = random.Next(3); i >= 0; i--)
            bytes[Math.Min(at + i, bytes.Length - 1)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bytes);
        return $"{Path.GetFileName(path)} at {at} of {bytes.Length}";
    }

    /// <summary>As it was told to do.</summary>
    private static async Task RejoinAsync(NodeProcess node)
    {
        node.Kill();
        Directory.Delete(node.Data, recursive: true);
        CliResult made = await ChainProgram.RunAsync("node", "init", "--home", node.Home, "--rejoin", "true");
        Assert.That(made.Code, Is.Zero, made.ToString());
        node.Start("--rejoin", "true");
        await node.StatusAsync("votes again", status => status is { Voting: true, Ready: true });
    }
}
