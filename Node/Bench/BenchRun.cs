using System.Diagnostics;
using Chain.Client;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Bench;

/// <summary>
/// Measures a consortium that runs already: prepares its market, loads it, lets it rest, probes it.
/// </summary>
/// <param name="folder">On the disk of the validators.</param>
/// <param name="fault">Of the last validator, which then gets no load; null: all stay well.</param>
internal sealed class BenchRun(
    BenchOptions options, BenchMarket market, IReadOnlyList<ChainClient> clients, string folder,
    Fault? fault, Action<string> say)
{
    // Signed ahead of time; a validator cannot reach this share of the limit while it
    // also executes and stores.
    private const double SignedShare = 0.5;

    // For the others to pass by a leader that has fallen silent.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<ChainClient> loaded =
        fault is null ? clients : [.. clients.Take(clients.Count - 1)];

    public async Task<BenchReport> MeasureAsync(CancellationToken cancel)
    {
        double verify = VerifyCost.MeasureMicros();
        double limit = Environment.ProcessorCount * 1e6 / (options.Validators * verify);
        foreach (Transaction attestation in market.Attestations(DateTimeOffset.UtcNow))
            await MustCommitAsync(loaded[0], attestation, cancel);

        int seconds = options.WarmUpSeconds + options.Seconds
            + (fault is null ? 0 : (int)Settling.TotalSeconds + options.Seconds);
        int count = (int)(seconds * limit * SignedShare);
        say($"signing {count} transactions");
        SignedLoad load = await Task.Run(
            () => SignedLoad.SignAsync(
                market, count, options.OperationsPerTransaction, options.MatchingPercent, cancel), cancel);
        (Stretch all, Stretch? faulty, IReadOnlyDictionary<string, int> refusals) =
            await LoadAsync(load, cancel);
        // What the load left to be flushed and compacted is not a part of an idle chain.
        await Task.Delay(Rest, cancel);
        double sync = SyncCost.MeasureMillis(folder);
        say($"measuring {options.IdleSamples} single transactions");
        Percentiles idle = await IdleAsync(cancel);
        Readings end = await Readings.TakeAsync(loaded, cancel);
        IReadOnlyList<uint> blocks = await BlocksAsync(all.Before.Height, all.After.Height, cancel);
        return new BenchReport
        {
            Validators = options.Validators,
            Cores = Environment.ProcessorCount,
            Seconds = Math.Round(all.Seconds, 2),
            Accounts = market.Accounts,
            OperationsPerTransaction = options.OperationsPerTransaction,
            CommittedPerSecond = Math.Round(all.CommittedPerSecond),
            VerifyMicros = Math.Round(verify, 1),
            SignatureLimitPerSecond = Math.Round(limit),
            OrdersPerSecond = Math.Round(all.CommittedPerSecond * options.OperationsPerTransaction),
            MatchingPercent = options.MatchingPercent,
            LeasesPerSecond = Math.Round((all.After.Leases - all.Before.Leases) / all.Seconds),
            ShareOfLimit = Math.Round(all.CommittedPerSecond / limit, 3),
            SyncMillis = Math.Round(sync, 2),
            IdleLatencyMs = fault is null ? idle : null,
            LoadLatencyMs = Percentiles.Of(all.Load.LatenciesMs),
            CpuMicrosPerTransactionAndNode = Math.Round(
                all.ForEach(all.NodeCpuMicros) / options.Validators, 1),
            GeneratorCpuMicrosPerTransaction = Math.Round(all.ForEach(all.OwnCpuMicros), 1),
            CpuShareOfOthers = Math.Round(all.ShareOfOthers, 2),
            WireBytesPerTransaction = Math.Round(all.ForEach(all.After.WireBytes - all.Before.WireBytes)),
            DiskBytesPerTransaction = Math.Round(
                all.ForEach(all.After.MeanDiskBytes - all.Before.MeanDiskBytes)),
            PeakMemoryMb = Math.Round(Math.Max(all.After.PeakMemoryMb, end.PeakMemoryMb)),
            AcceptedReceipts = all.Load.Accepted,
            RefusedReceipts = refusals.Values.Sum(),
            Refusals = refusals,
            BlocksPerSecond = Math.Round(all.BlocksPerSecond, 1),
            BlockTransactions = Percentiles.Of(blocks.Select(transactions => (double)transactions)),
            ViewsPerBlock = Math.Round(all.ViewsPerBlock, 2),
            PoolAtStart = all.Before.LargestPool,
            PoolAtEnd = all.After.LargestPool,
            PoolAtMost = all.MostWaiting,
            Fault = faulty is null ? null : FaultReport.Of(fault!, all, faulty, idle),
        };
    }

    /// <summary>One load, measured with all alive and then, where a fault is asked for, with it.</summary>
    private async Task<(Stretch All, Stretch? Faulty, IReadOnlyDictionary<string, int> Refusals)>
        LoadAsync(SignedLoad load, CancellationToken cancel)
    {
        say($"loading {loaded.Count} validators for {options.WarmUpSeconds} s and {options.Seconds} s");
        using var running = new RunningLoad(load, loaded, options.InFlight, cancel);
        await running.GoOnAsync(TimeSpan.FromSeconds(options.WarmUpSeconds));
        Stretch all = await running.MeasureAsync(clients, options.Seconds);
        Stretch? faulty = null;
        if (fault is not null)
        {
            say($"the load goes on with {fault.Name}, for {Settling.TotalSeconds} s and {options.Seconds} s");
            fault.Begin();
            await running.GoOnAsync(Settling);
            faulty = await running.MeasureAsync(loaded, options.Seconds);
        }
        if (running.IsUsedUp) say("all signed transactions are used up; the measurement ends early");
        await running.StopAsync();
        return (all, faulty, running.Refusals);
    }

    /// <summary>One transaction at a time, each validator in turn.</summary>
    private async Task<Percentiles> IdleAsync(CancellationToken cancel)
    {
        var random = new Random(0);
        var latencies = new List<double>(options.IdleSamples);
        for (int i = 0; i < options.IdleSamples; i++)
        {
            int trader = i % market.Accounts;
            Transaction order = new TransactionBuilder(BenchMarket.ChainId, market.Trader(trader))
                .Add(market.Order(trader, ulong.MaxValue - (ulong)i, random, matches: true))
                .Sign(DateTimeOffset.UtcNow);
            latencies.Add(await MustCommitAsync(loaded[i % loaded.Count], order, cancel));
        }
        return Percentiles.Of(latencies);
    }

    /// <returns>Milliseconds from the call to the receipt.</returns>
    private static async Task<double> MustCommitAsync(
        ChainClient client, Transaction transaction, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        Receipt receipt = await client.SubmitAsync(transaction, Patience, cancel);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return receipt.Status == ReceiptStatus.Ok ? elapsed
            : throw new RpcException(
                new Status(StatusCode.FailedPrecondition, $"a receipt says {receipt.Status}"));
    }

    /// <summary>Transactions of each block above one height, up to another, without the empty ones.</summary>
    private async Task<IReadOnlyList<uint>> BlocksAsync(ulong above, ulong through, CancellationToken cancel)
    {
        const uint Page = 500;
        var sizes = new List<uint>();
        for (ulong from = through; from > above;)
        {
            ListBlocksReply page = await loaded[0].Node.ListBlocksAsync(
                new ListBlocksRequest { FromHeight = from, Limit = Page }, cancellationToken: cancel);
            sizes.AddRange(page.Blocks.Where(block => block.Height > above && block.Transactions > 0)
                .Select(block => block.Transactions));
            from -= Math.Min(from, (ulong)page.Blocks.Count);
        }
        return sizes;
    }
}
