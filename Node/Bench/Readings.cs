using System.Diagnostics;
using System.Globalization;
using Chain.Client;
using Chain.Wire;

namespace Chain.Node.Bench;

/// <summary>What all validators and the machine have used up to a moment.</summary>
/// <param name="At">The moment, <see cref="Stopwatch"/> ticks.</param>
/// <param name="Nodes">Each validator's own account.</param>
/// <param name="Leases">Made since the chain's start.</param>
/// <param name="OwnCpu">Of the load generator.</param>
/// <param name="MachineCpu">Of everything on this machine, zero where it is not told.</param>
internal sealed record Readings(
    long At, IReadOnlyList<NodeStatus> Nodes, double Leases, TimeSpan OwnCpu, TimeSpan MachineCpu)
{
    public double NodeCpuMicros => Nodes.Sum(node => node.CpuMs * 1_000.0);

    public double WireBytes => Nodes.Sum(node => (double)node.PeerBytesSent);

    public double MeanDiskBytes => Nodes.Average(node => (double)node.DiskBytes);

    public double PeakMemoryMb => Nodes.Max(node => node.PeakMemoryBytes) / (1024.0 * 1024);

    public uint LargestPool => Nodes.Max(node => node.MempoolTransactions);

    public ulong Height => Nodes.Max(node => node.Height);

    public ulong View => Nodes.Max(node => node.View);

    public static async Task<Readings> TakeAsync(IReadOnlyList<ChainClient> clients, CancellationToken cancel)
    {
        NodeStatus[] nodes = await Task.WhenAll(clients.Select(
            client => client.Node.GetStatusAsync(
                new GetStatusRequest(), cancellationToken: cancel).ResponseAsync));
        ulong leases = await BenchMarket.LeasesAsync(clients[0], cancel);
        using var own = Process.GetCurrentProcess();
        return new Readings(Stopwatch.GetTimestamp(), nodes, leases, own.TotalProcessorTime, MachineBusy());
    }

    private static TimeSpan MachineBusy()
    {
        const string Source = "/proc/stat";
        if (!File.Exists(Source)) return TimeSpan.Zero;
        // cpu user nice system idle iowait irq softirq steal, in hundredths of a second
        long[] ticks = [.. File.ReadLines(Source).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return TimeSpan.FromMilliseconds(10.0 * (ticks.Sum() - ticks[3] - ticks[4]));
    }
}
