using System.Text.Json.Serialization;

namespace Chain.Node.Bench;

/// <summary>What a benchmark found; the names are those of its JSON.</summary>
internal sealed record BenchReport
{
    public required int Validators { get; init; }
    public required int Cores { get; init; }

    /// <summary>Measured, without the warm-up.</summary>
    public required double Seconds { get; init; }

    public required int Accounts { get; init; }
    public required int OperationsPerTransaction { get; init; }

    /// <summary>Transactions with a receipt that says OK.</summary>
    public required double CommittedPerSecond { get; init; }

    /// <summary>Orders and cancellations in them.</summary>
    public required double OrdersPerSecond { get; init; }

    /// <summary>Of these the share that was meant to trade.</summary>
    public required int MatchingPercent { get; init; }

    /// <summary>Leases made: each is a trade of two orders, or of a part of them.</summary>
    public required double LeasesPerSecond { get; init; }

    /// <summary>One signature verification on one core.</summary>
    public required double VerifyMicros { get; init; }

    /// <summary>
    /// What this machine could do if validators did nothing but verify: cores / (validators × verify).
    /// </summary>
    public required double SignatureLimitPerSecond { get; init; }

    public required double ShareOfLimit { get; init; }

    /// <summary>
    /// One append to a file, synced, on the validators' disk: a transaction waits for three, one after
    /// the other (ADR 5).
    /// </summary>
    public required double SyncMillis { get; init; }

    /// <summary>
    /// One transaction at a time, from call to receipt; null with a fault, whose report has it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Percentiles? IdleLatencyMs { get; init; }

    public required Percentiles LoadLatencyMs { get; init; }
    public required double CpuMicrosPerTransactionAndNode { get; init; }

    /// <summary>The load generator's own, on the same cores.</summary>
    public required double GeneratorCpuMicrosPerTransaction { get; init; }

    /// <summary>
    /// Share of the machine that neither validators nor generator used nor left idle; 0 where unknown.
    /// </summary>
    public required double CpuShareOfOthers { get; init; }

    /// <summary>Messages between validators, all of them together.</summary>
    public required double WireBytesPerTransaction { get; init; }

    /// <summary>Growth of one validator's data folder.</summary>
    public required double DiskBytesPerTransaction { get; init; }

    /// <summary>Largest resident set of any validator.</summary>
    public required double PeakMemoryMb { get; init; }

    public required long AcceptedReceipts { get; init; }
    public required long RefusedReceipts { get; init; }
    public required IReadOnlyDictionary<string, int> Refusals { get; init; }
    public required double BlocksPerSecond { get; init; }
    public required Percentiles BlockTransactions { get; init; }

    /// <summary>Views entered for each block committed: about 1 while no leader is too late.</summary>
    public required double ViewsPerBlock { get; init; }

    /// <summary>
    /// Transactions waiting in the fullest pool at the start of the measurement, at its end, at most.
    /// </summary>
    public required long PoolAtStart { get; init; }

    public required long PoolAtEnd { get; init; }
    public required long PoolAtMost { get; init; }

    /// <summary>Null when no fault was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FaultReport? Fault { get; init; }
}

/// <summary>Of a sample: the values that a half, 95 % and 99 % do not exceed.</summary>
internal sealed record Percentiles(double P50, double P95, double P99)
{
    /// <summary>Zeros for an empty sample.</summary>
    public static Percentiles Of(IEnumerable<double> sample)
    {
        double[] sorted = [.. sample.Order()];
        return sorted.Length == 0
            ? new Percentiles(0, 0, 0) : new Percentiles(At(sorted, 50), At(sorted, 95), At(sorted, 99));
    }

    private static double At(double[] sorted, int percent) =>
        Math.Round(sorted[(sorted.Length - 1) * percent / 100], 2);
}
