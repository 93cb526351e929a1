using Chain.Client;
using Chain.Node.Cli.Keys;
using Chain.Node.Cli.Orders;
using Chain.Node.Cli.Testnet;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// What every act of the story needs: its actors, and validators to talk to — another one where one fails.
/// </summary>
internal sealed class Stage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private const int Rounds = 2;

    private readonly Invocation run;
    private readonly List<ChainClient> nodes;
    private readonly Dictionary<string, Actor> actors;
    private int node;
    private ulong lastOrderId;

    private Stage(Invocation run, TestnetFile file, TestnetHome home)
    {
        this.run = run;
        Tell = new Narrator(run);
        nodes = [.. file.Nodes.Select(one => new ChainClient(new Uri(one.Api), run.Host.Time))];
        var keys = new KeyFolder(run.Host, [home.Keys], home.Password);
        IEnumerable<(string Key, string Party)> cast = TestnetCast.Members
            .Select(name => (name, name))
            .Concat(TestnetCast.Providers.Concat(TestnetCast.Buyers)
                .Select(player => (player.Name, player.Party)));
        actors = cast.ToDictionary(one => one.Party, one => new Actor(one.Party, keys.Open(one.Key)));
    }

    public Narrator Tell { get; }

    public string ChainId { get; private set; } = "";

    /// <summary>Its products and money; from the start of the story.</summary>
    public Catalog Catalog { get; private set; } = null!;

    /// <exception cref="CliError">It is not of the story: somebody else's order was met.</exception>
    public Actor this[string party] => actors.GetValueOrDefault(party) ?? throw new CliError(
        ExitCode.Refused, $"the story cannot go on: {party}, who is not in it, sold to its "
            + "actors",
        "`chain testnet stop`, `chain testnet reset` and `chain testnet --detach` begin anew.");

    public string PartyOf(Google.Protobuf.ByteString account) => actors.Values.FirstOrDefault(
        actor => actor.Account.ToByteString() == account)?.Party ?? Show.Short(Show.Account(account));

    /// <exception cref="CliError">Too few validators answer, or this testnet is another story's.</exception>
    public static async Task<Stage> OpenAsync(Invocation run, TestnetFile file, TestnetHome home)
    {
        var stage = new Stage(run, file, home);
        try
        {
            await stage.FindValidatorsAsync();
            stage.Catalog = await stage.AskAsync(Catalog.LoadAsync);
            stage.lastOrderId = OrderVerbs.NewId(run.Host.Time.GetUtcNow());
            return stage;
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    public string Money(ulong minor) => Catalog.Money(minor, TestnetCast.Asset);

    public ulong NowMs => (ulong)run.Host.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public ulong NewOrderId() =>
        lastOrderId = Math.Max(lastOrderId + 1, OrderVerbs.NewId(run.Host.Time.GetUtcNow()));

    /// <summary>One transaction of an actor; where a validator does not take it, the next one.</summary>
    /// <exception cref="CliError">The ledger refused it, or no validator took it.</exception>
    public async Task<Receipt> DoAsync(Actor who, params IReadOnlyList<Operation> operations)
    {
        while (true)
        {
            var builder = new TransactionBuilder(ChainId, who.Key);
            foreach (Operation operation in operations) builder.Add(operation);
            Transaction transaction = builder.Sign(run.Host.Time.GetUtcNow());
            Receipt receipt = await TryEachAsync(client =>
                client.SubmitAsync(transaction, Patience, run.Cancel));
            if (receipt.Status == ReceiptStatus.Ok) return receipt;
            // The block had more work due than it could do: the same again, in the next one.
            if (receipt.Status == ReceiptStatus.DueWorkWaiting) continue;
            Operation refused = operations[(int)receipt.FailedOperation];
            throw new CliError(ExitCode.Refused,
                $"the story cannot go on: {who.Party} wanted {refused.KindCase}, and the ledger said "
                + Show.Status(receipt.Status),
                "Other orders on this testnet may be in the way: `chain testnet stop`, `chain testnet reset` "
                + "and `chain testnet --detach` begin anew.");
        }
    }

    public Task<T> AskAsync<T>(Func<ChainClient, CallOptions, Task<T>> ask) => TryEachAsync(
        client => ask(client, new CallOptions(
            deadline: (run.Host.Time.GetUtcNow() + Patience).UtcDateTime, cancellationToken: run.Cancel)));

    /// <summary>Asks until there is an answer.</summary>
    /// <exception cref="CliError">There was none in time.</exception>
    public async Task<T> WaitAsync<T>(
        string what, TimeSpan patience, Func<ChainClient, CallOptions, Task<T?>> ask) where T : class
    {
        DateTimeOffset end = run.Host.Time.GetUtcNow() + patience;
        while (true)
        {
            if (await AskAsync(ask) is { } answer) return answer;
            if (run.Host.Time.GetUtcNow() > end)
                throw new CliError(ExitCode.Unavailable,
                    $"the story cannot go on: in {patience.TotalSeconds} s it did not happen that {what}",
                    "`chain testnet status` shows whether blocks are still made.");
            await Task.Delay(Pause, run.Host.Time, run.Cancel);
        }
    }

    /// <summary>The first event of a lease of this kind, told since some block.</summary>
    public Task<LeaseEvent> EventAsync(
        Hash32 lease, LeaseEventKind kind, ulong fromHeight, TimeSpan patience) =>
        WaitAsync($"lease {Show.Short(lease.ToString())} is told {Show.Event(kind)}", patience,
            async (client, call) =>
        {
            using var moment = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
            moment.CancelAfter(Patience);
            try
            {
                await foreach (LeaseEvent happened in client.WatchEventsAsync(
                    null, fromHeight, 0, moment.Token))
                    if (happened.Kind == kind && happened.Lease.Span.SequenceEqual(lease.Span))
                        return happened;
            }
            catch (OperationCanceledException) when (!run.Cancel.IsCancellationRequested)
            {
                // Not yet; the caller knows how long to go on.
            }
            return null;
        });

    public void Dispose()
    {
        foreach (Actor actor in actors.Values) actor.Dispose();
        foreach (ChainClient client in nodes) client.Dispose();
    }

    /// <summary>The one that answered last, then the others.</summary>
    private async Task<T> TryEachAsync<T>(Func<ChainClient, Task<T>> ask)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ask(nodes[node]);
            }
            catch (RpcException error) when (!run.Cancel.IsCancellationRequested && error.StatusCode is
                StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted
                or StatusCode.Cancelled)
            {
                if (attempt == Rounds * nodes.Count)
                    throw new CliError(ExitCode.Unavailable,
                        $"the story cannot go on: no validator of {nodes.Count} answers in time",
                        "More than a third of them down stops a chain: `chain testnet status` shows them.");
                node = (node + 1) % nodes.Count;
            }
        }
    }

    private async Task FindValidatorsAsync()
    {
        var statuses = await Task.WhenAll(nodes.Select(async client =>
        {
            try
            {
                DateTime soon = (run.Host.Time.GetUtcNow() + Patience).UtcDateTime;
                return await client.Node.GetStatusAsync(
                    new GetStatusRequest(), deadline: soon, cancellationToken: run.Cancel);
            }
            catch (RpcException) when (!run.Cancel.IsCancellationRequested)
            {
                return null;
            }
        }));
        int answering = statuses.Count(status => status is not null);
        int needed = nodes.Count - (nodes.Count - 1) / 3;
        if (answering < needed)
            throw new CliError(ExitCode.Unavailable,
                $"{answering} of {nodes.Count} validators answer, and the chain needs {needed}",
                "`chain testnet status` shows them; `chain testnet --detach` starts them.");
        node = Array.FindIndex(statuses, status => status is not null);
        ChainId = statuses[node]!.ChainId;
        Tell.Say($"The market of chain '{ChainId}', kept by {nodes.Count} validators, of which {answering} "
            + "answer. Everything told here happens on it now.",
            new { Chain = ChainId, Validators = nodes.Count, Answering = answering });
    }
}
