using System.Collections.Concurrent;
using System.Text.Json;
using Chain.Client;
using Chain.Node.Cli;
using Chain.Node.Cli.Orders;
using Chain.Tests.Cli;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;
using Kind = Chain.Wire.Operation.KindOneofCase;

namespace Chain.Tests.EndToEnd.EveryOperation;

/// <summary>
/// Makes operations happen through verbs of the command line and through the SDK, each on the next validator
/// in turn. What a transaction really held is read back from another validator, and counted.
/// </summary>
internal sealed class BothWays : IDisposable
{
    private readonly Testnet net;
    private readonly CliRunner runner = new();
    private readonly ConcurrentDictionary<Kind, int> byCli = [], bySdk = [];
    private readonly Lock ids = new();
    private ulong lastOrderId;
    private int turn;

    public BothWays(Testnet net)
    {
        this.net = net;
        runner.Environment["CHAIN_KEYS"] = net.Home.Keys;
        runner.Environment["CHAIN_OUTPUT"] = "json";
        runner.Environment["CHAIN_TIMEOUT"] = "60";
    }

    public Testnet Net => net;

    public IEnumerable<Kind> ByCli => byCli.Keys;

    public IEnumerable<Kind> BySdk => bySdk.Keys;

    /// <summary>A verb that signs and sends; the ledger's OK is seen on another validator.</summary>
    public async Task<Done> CliAsync(string from, params string[] verb)
    {
        NodeProcess taker = Next();
        JsonElement receipt = await RunAsync(taker, [.. verb, "--from", from]);
        Assert.That(receipt.GetProperty("status").GetString(), Is.EqualTo("OK"));
        ulong height = receipt.GetProperty("height").GetUInt64();
        ByteString id = Arguments.Hash(receipt.GetProperty("transactionId").GetString()!, "id");
        return new Done(height, await CountAsync(byCli, id, height), receipt);
    }

    /// <summary>Operations in one transaction, signed and sent by the SDK.</summary>
    public Task<Done> SdkAsync(string from, params Operation[] operations) =>
        SdkAsync(net[from], operations);

    public async Task<Done> SdkAsync(Player from, params Operation[] operations)
    {
        Receipt receipt = await from.SubmitAsync(Next(), operations);
        Assert.That(receipt.Status, Is.EqualTo(ReceiptStatus.Ok), $"{from.Name}: {operations[0]}");
        NodeProcess seen = await CountAsync(bySdk, receipt.TransactionId, receipt.Height);
        return new Done(receipt.Height, seen, default);
    }

    /// <summary>A verb that needs no signature.</summary>
    public Task<JsonElement> AskAsync(params string[] verb) => RunAsync(Next(), verb);

    /// <summary>A file for a verb to read.</summary>
    public string Write(string name, string text) => runner.Write(name, text);

    public ulong NewOrderId()
    {
        lock (ids)
            return lastOrderId = Math.Max(lastOrderId + 1, OrderVerbs.NewId(TimeProvider.System.GetUtcNow()));
    }

    public PlaceOrder Order(Side side, Instrument instrument, ulong lots, ulong limit) => new()
    {
        ClientOrderId = NewOrderId(),
        Instrument = instrument,
        Side = side,
        Lots = lots,
        Limit = limit,
        TimeInForce = TimeInForce.Gtc,
    };

    public ByteString Bytes(string player) => net[player].Account.ToByteString();

    public void Dispose() => runner.Dispose();

    private NodeProcess Next() => net.Nodes[Interlocked.Increment(ref turn) % net.Nodes.Count];

    private async Task<JsonElement> RunAsync(NodeProcess node, string[] verb)
    {
        var result = await runner.RunAsync([.. verb, "--node", node.Client.Address.ToString()]);
        Assert.That(result.Code, Is.Zero, $"chain {string.Join(' ', verb)}: {result.Error}{result.Out}");
        return result.Json;
    }

    private async Task<NodeProcess> CountAsync(
        ConcurrentDictionary<Kind, int> kinds, ByteString id, ulong height)
    {
        NodeProcess other = Next();
        await other.StatusAsync($"has block {height}", status => status.LastStateHeight >= height);
        GetTransactionReply found = await other.Client.Node.GetTransactionAsync(
            new GetTransactionRequest { Id = id });
        Assert.That(found.Receipt.Status, Is.EqualTo(ReceiptStatus.Ok), other.Name);
        Transaction transaction = TransactionCodec.Parse(found.Transaction.Memory, out string? problem)
            ?? throw new AssertionException($"{problem}");
        foreach (Operation operation in transaction.Body.Operations)
            kinds.AddOrUpdate(operation.KindCase, 1, (_, n) => n + 1);
        return other;
    }
}

/// <param name="Height">The block that has it.</param>
/// <param name="Seen">A validator that did not take it and has executed it.</param>
/// <param name="Receipt">As the verb printed it.</param>
internal sealed record Done(ulong Height, NodeProcess Seen, JsonElement Receipt)
{
    public ChainClient At => Seen.Client;

    public ulong OrderId => Receipt.GetProperty("clientOrderId").GetUInt64();
}
