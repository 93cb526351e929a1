using System.Text.Json.Serialization;

namespace Chain.Node.Bench;

/// <summary>What was left while one validator failed; the names are those of the report's JSON.</summary>
internal sealed record FaultReport
{
    /// <summary>As it was asked for: dead, slow or flood.</summary>
    public required string Kind { get; init; }

    /// <summary>In words.</summary>
    public required string Name { get; init; }

    /// <summary>Measured, after the fault had some seconds to take effect.</summary>
    public required double Seconds { get; init; }

    public required double CommittedPerSecond { get; init; }

    /// <summary>Of what the same validators committed under the same load before.</summary>
    public required double ShareOfAllAlive { get; init; }

    public required Percentiles LoadLatencyMs { get; init; }

    /// <summary>One transaction at a time while the fault goes on, from call to receipt.</summary>
    public required Percentiles IdleLatencyMs { get; init; }

    public required double BlocksPerSecond { get; init; }
    public required double ViewsPerBlock { get; init; }

    /// <summary>As in the whole report; a slow validator's own share is among them.</summary>
    public required double CpuShareOfOthers { get; init; }

    /// <summary>Null without a flood.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FloodReport? Flood { get; init; }

    /// <param name="all">With all alive.</param>
    /// <param name="with">With the fault.</param>
    public static FaultReport Of(Fault fault, Stretch all, Stretch with, Percentiles idle) => new()
    {
        Kind = fault.Kind.ToString().ToLowerInvariant(),
        Name = fault.Name,
        Seconds = Math.Round(with.Seconds, 2),
        CommittedPerSecond = Math.Round(with.CommittedPerSecond),
        ShareOfAllAlive = Math.Round(with.CommittedPerSecond / Math.Max(1, all.CommittedPerSecond), 3),
        LoadLatencyMs = Percentiles.Of(with.Load.LatenciesMs),
        IdleLatencyMs = idle,
        BlocksPerSecond = Math.Round(with.BlocksPerSecond, 1),
        ViewsPerBlock = Math.Round(with.ViewsPerBlock, 2),
        CpuShareOfOthers = Math.Round(with.ShareOfOthers, 2),
        Flood = fault.Flooder is { } flooder
            ? new FloodReport(
                Math.Round(with.ShareOfMachine(
                    with.OwnCpuMicros - all.ForEach(all.OwnCpuMicros) * with.Load.Accepted), 2),
                flooder.PerSecond())
            : null,
    };
}

/// <summary>What the flooder did.</summary>
/// <param name="CpuShare">
/// Of the machine: what this program used beyond what the generator needs for as many transactions. The
/// validators, on the same cores, cannot have it.
/// </param>
/// <param name="PerSecond">What it sent to all validators together, by kind, since the fault began.</param>
internal sealed record FloodReport(double CpuShare, IReadOnlyDictionary<string, double> PerSecond);
