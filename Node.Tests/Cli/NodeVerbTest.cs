using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Cli;

/// <summary>What tests of verbs that ask a node start from: a node that answers as they choose.</summary>
public abstract class NodeVerbTest : CliTest
{
    private protected FakeNode Node { get; private set; } = null!;

    [SetUp]
    public async Task StartNode()
    {
        Node = await FakeNode.StartAsync();
        Cli.Environment["CHAIN_NODE"] = Node.Address;
    }

    [TearDown]
    public async Task StopNode() => await Node.DisposeAsync();

    private protected async Task MakeKeysAsync(params string[] names)
    {
        Cli.Environment["CHAIN_PASSWORD"] = "a password";
        foreach (string name in names) await Cli.RunAsync("keys", "new", name, "--light");
    }

    /// <summary>A key of the operator's folder, which is its account's id.</summary>
    private protected async Task<ByteString> KeyAsync(string name)
    {
        CliResult shown = await Cli.RunAsync("keys", "show", name, "-o", "json");
        return ByteString.CopyFrom(Convert.FromHexString(shown.Json.GetProperty("publicKey").GetString()!));
    }

    private protected async Task<AccountId> AccountAsync(string key) =>
        new(new Hash32((await KeyAsync(key)).Span));

    /// <summary>The last transaction that was submitted.</summary>
    private protected Transaction Sent() => Parsed(Node.Submitted.Last());

    /// <summary>The only operation of it.</summary>
    private protected Operation SentOperation() => OperationOf(Node.Submitted.Last());

    private protected static Operation OperationOf(ByteString transaction) =>
        Parsed(transaction).Body.Operations.Single();

    private static Transaction Parsed(ByteString transaction) =>
        TransactionCodec.Parse(transaction.Memory, out _)!;
}
