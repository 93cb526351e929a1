using System.Diagnostics;
using Chain.Client;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Bench;

/// <summary>Transactions signed before the clock starts, handed out once each. Thread-safe.</summary>
internal sealed class SignedLoad
{
    private readonly SignedOrder[] orders;
    private int next = -1;

    private SignedLoad(SignedOrder[] orders) => this.orders = orders;

    public int Count => orders.Length;

    /// <summary>
    /// Signs on all cores. A transaction may be sent only in the 120 s before its end, so the end is counted
    /// from when signing should be over, and what is signed sooner waits.
    /// </summary>
    public static async Task<SignedLoad> SignAsync(
        BenchMarket market, int count, int operations, int matching, CancellationToken cancel)
    {
        const int Sample = 1_000;
        long began = Stopwatch.GetTimestamp();
        SignAll(market, Sample, operations, matching, DateTimeOffset.UtcNow, cancel);
        DateTimeOffset sendable = DateTimeOffset.UtcNow
            + Stopwatch.GetElapsedTime(began) * ((double)count / Sample);
        var load = new SignedLoad(SignAll(market, count, operations, matching, sendable, cancel));
        TimeSpan early = sendable - DateTimeOffset.UtcNow;
        if (early > TimeSpan.Zero) await Task.Delay(early, cancel);
        return load;
    }

    private static SignedOrder[] SignAll(
        BenchMarket market, int count, int operations, int matching, DateTimeOffset sendable,
        CancellationToken cancel)
    {
        // Transactions of one account that lie between an order and its cancellation.
        const int Apart = 8;
        var orders = new SignedOrder[count];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Environment.ProcessorCount,
            CancellationToken = cancel,
        };
        // By account, so that each has its order ids in sequence; sent one account after the other.
        Parallel.For(0, market.Accounts, parallel, account =>
        {
            var mix = new OrderMix(market, account, matching, kept: Apart * operations);
            for (int i = account; i < count; i += market.Accounts)
            {
                var builder = new TransactionBuilder(BenchMarket.ChainId, market.Trader(account));
                for (int operation = 0; operation < operations; operation++)
                    builder.Add(mix.Next());
                orders[i] = new SignedOrder(builder.Sign(sendable, TransactionBuilder.LongestValidity));
            }
        });
        return orders;
    }

    /// <summary>Null when all are sent.</summary>
    public SignedOrder? Take()
    {
        int taken = Interlocked.Increment(ref next);
        return taken < orders.Length ? orders[taken] : null;
    }
}

/// <summary>One transaction, ready to send.</summary>
internal sealed class SignedOrder(Transaction transaction)
{
    public Hash32 Id { get; } = transaction.Id;

    public SubmitRequest Request { get; } = new()
    {
        Transaction = UnsafeByteOperations.UnsafeWrap(transaction.Bytes),
    };
}
