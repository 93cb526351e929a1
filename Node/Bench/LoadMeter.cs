using Chain.Wire;

namespace Chain.Node.Bench;

/// <summary>Counts what comes back while the measurement is on. Thread-safe.</summary>
internal sealed class LoadMeter
{
    private readonly Lock gate = new();
    private readonly List<double> latencies = [];
    private readonly SortedDictionary<string, int> refusals = [];
    private bool measuring;
    private long accepted;

    /// <summary>Begins anew; refusals stay.</summary>
    public void Start()
    {
        lock (gate)
        {
            measuring = true;
            accepted = 0;
            latencies.Clear();
        }
    }

    public void Stop()
    {
        lock (gate) measuring = false;
    }

    public LoadResult Result()
    {
        lock (gate)
            return new LoadResult(accepted, new SortedDictionary<string, int>(refusals), [.. latencies]);
    }

    public void Answered(SubmitReply reply, TimeSpan latency)
    {
        lock (gate)
        {
            bool ok = reply.Receipt is { Status: ReceiptStatus.Ok };
            // A refusal at any time is worth telling: the load is made of valid orders.
            if (!ok)
            {
                string reason = reply.Receipt is { } receipt ? $"{receipt.Status}" : reply.RefusedReason;
                refusals[reason] = refusals.GetValueOrDefault(reason) + 1;
            }
            if (!ok || !measuring) return;
            accepted++;
            latencies.Add(latency.TotalMilliseconds);
        }
    }
}

/// <param name="Accepted">Receipts that say OK, inside the measured time.</param>
/// <param name="Refusals">All others since the first transaction, by reason.</param>
/// <param name="LatenciesMs">From sending to receipt.</param>
internal sealed record LoadResult(
    long Accepted, IReadOnlyDictionary<string, int> Refusals, IReadOnlyList<double> LatenciesMs);
