using System.Collections.Concurrent;
using Chain.Client;
using Chain.Wire;
using Google.Rpc;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// Clients of every trader, each waiting for its receipt, then doing the next thing. Usually they pay one
/// cent to the next trader. Where a node fails, the very same bytes go to another one until a receipt comes
/// or their time is over.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private const int ClientsPerTrader = 3;
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly NodeProcess[] nodes;
    private readonly Func<Player, Player, IEnumerable<Operation>> work;
    private readonly TimeSpan patience;
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] workers;

    private Load(
        Testnet net, IEnumerable<NodeProcess> nodes, Func<Player, Player, IEnumerable<Operation>> work,
        TimeSpan patience)
    {
        this.nodes = [.. nodes];
        this.work = work;
        this.patience = patience;
        Player[] players = [.. Testnet.Traders.Select(trader => net[trader.Name])];
        workers = [.. Enumerable.Range(0, ClientsPerTrader * players.Length).Select(i => Task.Run(() =>
            WorkAsync(players[i % players.Length], players[(i + 1) % players.Length], i)))];
    }

    /// <summary>What clients saw committed.</summary>
    public ConcurrentDictionary<Hash32, Receipt> Acknowledged { get; } = [];

    /// <summary>What a node promised would never be executed.</summary>
    public ConcurrentBag<Hash32> Expired { get; } = [];

    /// <param name="net">Its traders play.</param>
    /// <param name="operations">Payments in each transaction.</param>
    public static Load Start(Testnet net, int operations = 1) => new(net, net.Nodes, Pay(operations), Usual);

    /// <param name="net">Its traders play.</param>
    /// <param name="nodes">Those that are asked.</param>
    public static Load Start(Testnet net, IEnumerable<NodeProcess> nodes) => new(net, nodes, Pay(1), Usual);

    /// <param name="net">Its traders play.</param>
    /// <param name="work">What a trader does next, and the trader beside it. Safe for all threads.</param>
    /// <param name="patience">How long a client waits for one node.</param>
    public static Load Start(
        Testnet net, Func<Player, Player, IEnumerable<Operation>> work, TimeSpan patience) =>
        new(net, net.Nodes, work, patience);

    /// <summary>Waits until so many more receipts came.</summary>
    public async Task MoreAsync(int receipts)
    {
        int wanted = Acknowledged.Count + receipts;
        await Wait.UntilAsync($"{receipts} more transactions commit", () =>
        {
            Task? broken = workers.FirstOrDefault(worker => worker.IsFaulted);
            if (broken is not null) throw new AssertionException("a client failed", broken.Exception);
            return Acknowledged.Count >= wanted;
        });
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private static Func<Player, Player, IEnumerable<Operation>> Pay(int times) =>
        (_, to) => Enumerable.Repeat(Operations.Transfer(to.Account, "EUR", 1), times);

    private async Task WorkAsync(Player from, Player to, int node)
    {
        while (!stop.IsCancellationRequested)
        {
            Transaction transaction = from.Sign(work(from, to));
            while (!await TrySubmitAsync(nodes[node % nodes.Length], transaction))
            {
                if (stop.IsCancellationRequested) return;
                node++;
                await Task.Delay(Pause);
            }
        }
    }

    /// <returns>False when it should be sent again, to another node.</returns>
    private async Task<bool> TrySubmitAsync(NodeProcess node, Transaction transaction)
    {
        try
        {
            Acknowledged[transaction.Id] = await node.Client.SubmitAsync(transaction, patience);
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Aborted)
        {
            Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("EXPIRED"));
            Expired.Add(transaction.Id);
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
        {
            // Too late to offer it again; whether it was executed stays unknown to this client.
            Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("EXPIRED"));
            return true;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable
            or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Cancelled)
        {
            return false;
        }
    }
}
