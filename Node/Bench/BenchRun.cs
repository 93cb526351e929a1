using System.Diagnostics;
using Chain.Client;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Bench;

/// <summary>
/// Measures a consortium that runs already: prepares its market, loads it, lets it rest, probes it.
/// </summary>
/// <param name="folder">On the disk of the validators.</param>
internal sealed class BenchRun(
    BenchOptions options, BenchMarket market, IReadOnlyList<ChainClient> clients, string folder,
    Action<string> say)
{
    // Signed ahead of time; a validator cannot reach this share of the limit while it
    // also executes and stores.
    private const double SignedShare = 0.5;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<BenchReport> MeasureAsync(CancellationToken cancel)
    {
        double verify = VerifyCost.MeasureMicros();
        double limit = Environment.ProcessorCount * 1e6 / (options.Validators * verify);
        foreach (Transaction attestation in market.Attestations(DateTimeOffset.UtcNow))
            await MustCommitAsync(clients[0], attestation, cancel);

        int count = (int)((options.WarmUpSeconds + options.Seconds) * limit * SignedShare);
        say($"signing {count} transactions");
        SignedLoad load = await Task.Run(
            () => SignedLoad.SignAsync(
                market, count, options.OperationsPerTransaction, options.MatchingPercent, cancel), cancel);
        say($"loading {options.Validators} validators for {options.WarmUpSeconds} s and {options.Seconds} s");
        var meter = new LoadMeter();
        (Readings before, Readings after, uint most) = await LoadAsync(load, meter, cancel);
        LoadResult result = meter.Result();
        // What the load left to be flushed and compacted is not a part of an idle chain.
        await Task.Delay(Rest, cancel);
        double sync = SyncCost.MeasureMillis(folder);
        say($"measuring {options.IdleSamples} single transactions");
        Percentiles idle = await IdleAsync(cancel);
        Readings end = await Readings.TakeAsync(clients, cancel);
        IReadOnlyList<uint> blocks = await BlocksAsync(before.Height, after.Height, cancel);

        double seconds = Stopwatch.GetElapsedTime(before.At, after.At).TotalSeconds;
        double accepted = Math.Max(1, result.Accepted);
        TimeSpan own = after.OwnCpu - before.OwnCpu;
        double nodeMicros = after.NodeCpuMicros - before.NodeCpuMicros;
        double othersMicros = (after.MachineCpu - before.MachineCpu - own).TotalMicroseconds - nodeMicros;
        return new BenchReport
        {
            Validators = options.Validators,
            Cores = Environment.ProcessorCount,
            Seconds = Math.Round(seconds, 2),
            Accounts = market.Accounts,
            OperationsPerTransaction = options.OperationsPerTransaction,
            CommittedPerSecond = Math.Round(result.Accepted / seconds),
            VerifyMicros = Math.Round(verify, 1),
            SignatureLimitPerSecond = Math.Round(limit),
            OrdersPerSecond = Math.Round(result.Accepted * options.OperationsPerTransaction / seconds),
            MatchingPercent = options.MatchingPercent,
            LeasesPerSecond = Math.Round((after.Leases - before.Leases) / seconds),
            ShareOfLimit = Math.Round(result.Accepted / seconds / limit, 3),
            SyncMillis = Math.Round(sync, 2),
            IdleLatencyMs = idle,
            LoadLatencyMs = Percentiles.Of(result.LatenciesMs),
            CpuMicrosPerTransactionAndNode = Math.Round(nodeMicros / accepted / options.Validators, 1),
            GeneratorCpuMicrosPerTransaction = Math.Round(own.TotalMicroseconds / accepted, 1),
            CpuShareOfOthers = Math.Round(
                Math.Max(0, othersMicros / (seconds * 1e6 * Environment.ProcessorCount)), 2),
            WireBytesPerTransaction = Math.Round((after.WireBytes - before.WireBytes) / accepted),
            DiskBytesPerTransaction = Math.Round((after.MeanDiskBytes - before.MeanDiskBytes) / accepted),
            PeakMemoryMb = Math.Round(end.PeakMemoryMb),
            AcceptedReceipts = result.Accepted,
            RefusedReceipts = result.Refusals.Values.Sum(),
            Refusals = result.Refusals,
            BlocksPerSecond = Math.Round((after.Height - before.Height) / seconds, 1),
            BlockTransactions = Percentiles.Of(blocks.Select(transactions => (double)transactions)),
            ViewsPerBlock = Math.Round(
                (after.View - before.View) / Math.Max(1.0, after.Height - before.Height), 2),
            PoolAtStart = before.LargestPool,
            PoolAtEnd = after.LargestPool,
            PoolAtMost = most,
        };
    }

    /// <summary>Load on all validators; readings around the measured part of it.</summary>
    private async Task<(Readings Before, Readings After, uint MostWaiting)> LoadAsync(
        SignedLoad load, LoadMeter meter, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        int window = Math.Max(1, options.InFlight / clients.Count);
        LoadStream[] streams = [.. clients.Select(client => new LoadStream(client, load, window, meter))];
        Task[] running =
            [.. streams.Select(stream => Task.Run(() => stream.RunAsync(stop.Token, cancel), cancel))];
        Task finished = Task.WhenAll(running);

        await Task.WhenAny(finished, Task.Delay(TimeSpan.FromSeconds(options.WarmUpSeconds), cancel));
        Readings before = await Readings.TakeAsync(clients, cancel);
        meter.Start();
        uint most = before.LargestPool;
        Readings now = before;
        while (!finished.IsCompleted && Stopwatch.GetElapsedTime(before.At).TotalSeconds < options.Seconds)
        {
            double left = options.Seconds - Stopwatch.GetElapsedTime(before.At).TotalSeconds;
            await Task.WhenAny(finished, Task.Delay(TimeSpan.FromSeconds(Math.Clamp(left, 0, 1)), cancel));
            now = await Readings.TakeAsync(clients, cancel);
            most = Math.Max(most, now.LargestPool);
        }
        meter.Stop();
        if (finished.IsCompleted) say("all signed transactions are used up; the measurement ends early");
        await stop.CancelAsync();
        await finished.WaitAsync(Patience, cancel);
        foreach (LoadStream stream in streams) stream.Dispose();
        return (before, now, most);
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
            latencies.Add(await MustCommitAsync(clients[i % clients.Count], order, cancel));
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
            ListBlocksReply page = await clients[0].Node.ListBlocksAsync(
                new ListBlocksRequest { FromHeight = from, Limit = Page }, cancellationToken: cancel);
            sizes.AddRange(page.Blocks.Where(block => block.Height > above && block.Transactions > 0)
                .Select(block => block.Transactions));
            from -= Math.Min(from, (ulong)page.Blocks.Count);
        }
        return sizes;
    }
}
