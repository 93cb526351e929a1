using System.Diagnostics;
using Chain.Tests.EndToEnd;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Faults;

/// <summary>Carries out strikes on the processes and links of a testnet.</summary>
internal sealed class Nemesis(Testnet net, FaultyLinks links, VoteAudit audit)
{
    private static readonly TimeSpan Question = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private int kills;

    public int Kills => kills;

    public Recoveries Recoveries { get; } = new();

    /// <summary>All strikes of a round; when it returns, everything is whole again.</summary>
    public async Task PlayAsync(IReadOnlyList<Strike> round)
    {
        await Task.WhenAll(round.Select(strike => PlayAsync(strike, isAlone: round.Count == 1)));
        await net.IsWholeAsync();
    }

    private async Task PlayAsync(Strike strike, bool isAlone)
    {
        await Task.Delay(strike.AtMs);
        switch (strike)
        {
            case Strike.Kill kill:
                await PlayAsync(net.Nodes[kill.Node], kill, isAlone);
                break;
            case Strike.Freeze freeze:
                net.Nodes[freeze.Node].Freeze();
                await Task.Delay(freeze.ForMs);
                net.Nodes[freeze.Node].Thaw();
                break;
            case Strike.Break broken:
                links[broken.From, broken.To].Fault = broken.Fault;
                await Task.Delay(broken.ForMs);
                links[broken.From, broken.To].Fault = LinkFault.None;
                break;
            case Strike.Drop drop:
                links[drop.From, drop.To].Drop();
                break;
            default:
                throw new AssertionException($"no arm for {strike.GetType().Name}");
        }
    }

    private async Task PlayAsync(NodeProcess node, Strike.Kill kill, bool isAlone)
    {
        var looks = new List<Task>();
        Kill();
        if (kill.AgainMs is { } again)
        {
            node.Start();
            await Task.Delay(again);
            Kill();
        }
        await Task.Delay(kill.DownMs);
        node.Start();
        await RecoverAsync(node, isAlone);
        await Task.WhenAll(looks);

        void Kill()
        {
            node.Kill();
            Interlocked.Increment(ref kills);
            looks.Add(audit.LookAsync(node));
        }
    }

    private async Task RecoverAsync(NodeProcess node, bool isAlone)
    {
        long start = Stopwatch.GetTimestamp();
        ulong[] others = await Task.WhenAll(net.Nodes.Where(other => other != node).Select(HeightAsync));
        NodeStatus? status;
        while ((status = await TryStatusAsync(node)) is not { Ready: true, Voting: true }
            || status.Height <= others.Max())
        {
            if (!node.IsRunning) throw new AssertionException($"{node.Name} ended: {node.Said()}");
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new AssertionException($"{node.Name} does not recover: {node.Said()}");
            await Task.Delay(Pause);
        }
        Recoveries.Add(isAlone, Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(status.CpuMs));
    }

    private static async Task<ulong> HeightAsync(NodeProcess node) =>
        (await TryStatusAsync(node))?.Height ?? 0;

    private static async Task<NodeStatus?> TryStatusAsync(NodeProcess node)
    {
        try
        {
            return await node.Client.Node.GetStatusAsync(
                new GetStatusRequest(), deadline: DateTime.UtcNow + Question);
        }
        catch (RpcException)
        {
            return null;
        }
    }
}
