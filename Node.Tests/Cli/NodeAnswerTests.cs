using System.Text.Json;
using Chain.Crypto;
using Chain.Node.Cli;
using Google.Rpc;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class NodeAnswerTests : NodeVerbTest
{
    [SetUp]
    public Task MakeKeys() => MakeKeysAsync("alice");

    [Test]
    public async Task Status_has_the_promised_fields_and_no_state_root_until_it_is_known()
    {
        JsonElement status = (await Cli.RunAsync("status", "-o", "json")).Json;
        Assert.That(status.GetProperty("chainId").GetString(), Is.EqualTo("testnet"));
        Assert.That(status.GetProperty("height").GetUInt64(), Is.EqualTo(12));
        string hash = string.Concat(Enumerable.Repeat("02", 32));
        Assert.That(status.GetProperty("blockHash").GetString(), Is.EqualTo(hash));
        Assert.That(status.GetProperty("stateRoot").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(status.GetProperty("lastStateRoot").GetString(), Has.Length.EqualTo(64));
        Assert.That(status.GetProperty("lastStateHeight").GetUInt64(), Is.EqualTo(11));
        Assert.That(status.GetProperty("view").GetUInt64(), Is.EqualTo(15));
        Assert.That(status.GetProperty("epoch").GetUInt64(), Is.EqualTo(1));
        Assert.That(status.GetProperty("peersConnected").GetUInt32(), Is.EqualTo(3));
        Assert.That(status.GetProperty("version").GetString(), Is.EqualTo("9.9.9"));
        Node.Status.StateRoot = FakeNode.Bytes(5);
        status = (await Cli.RunAsync("status", "-o", "json")).Json;
        Assert.That(status.GetProperty("stateRoot").GetString(), Does.StartWith("0505"));
    }

    [Test]
    public async Task A_block_has_the_promised_fields()
    {
        JsonElement block = (await Cli.RunAsync("block", "get", "12", "-o", "json")).Json;
        Assert.That(block.GetProperty("height").GetUInt64(), Is.EqualTo(12));
        Assert.That(block.GetProperty("hash").GetString(), Does.StartWith("0202"));
        Assert.That(block.GetProperty("parentHash").GetString(), Does.StartWith("0404"));
        Assert.That(block.GetProperty("stateRoot").GetString(), Does.StartWith("0303"));
        Assert.That(block.GetProperty("transactions").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task An_order_is_signed_sent_and_answered_with_its_receipt()
    {
        CliResult result = await Cli.RunAsync(
            "order", "place", "buy", "5", "compute-eu-1/77", "--limit", "1240", "--from", "alice", "-o",
            "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        Transaction sent = Sent();
        Assert.That(Bip340.Verify(sent.Signer.Bytes.Span, sent.Id.Span, sent.Signature.Span), Is.True);
        Wire.PlaceOrder order = sent.Body.Operations.Single().PlaceOrder;
        Assert.That((order.Lots, order.Limit, order.Instrument.Slot), Is.EqualTo((5ul, 1_240ul, 77ul)));
        Assert.That(result.Json.GetProperty("status").GetString(), Is.EqualTo("OK"));
        Assert.That(result.Json.GetProperty("transactionId").GetString(), Is.EqualTo(sent.Id.ToString()));
        Assert.That(result.Json.GetProperty("clientOrderId").GetUInt64(), Is.EqualTo(order.ClientOrderId));
    }

    [Test]
    public async Task What_the_ledger_refuses_is_exit_code_1_with_its_reason()
    {
        Node.Outcome = Wire.ReceiptStatus.InsufficientBalance;
        CliResult result = await Cli.RunAsync(
            "transfer", "alice", "5", "EUR", "--from", "alice", "-o", "json");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Json.GetProperty("status").GetString(), Is.EqualTo("INSUFFICIENT_BALANCE"));
        Assert.That(result.Error, Does.Contain("INSUFFICIENT_BALANCE"));
    }

    [Test]
    public async Task A_signed_transaction_can_be_kept_and_sent_later()
    {
        CliResult signed = await Cli.RunAsync(
            "transfer", "alice", "5", "EUR", "--from", "alice", "--sign-only");
        Assert.That(Node.Submitted, Is.Empty);
        Cli.Input = signed.Out;
        CliResult sent = await Cli.RunAsync("tx", "submit", "-");
        Assert.That(sent.Code, Is.Zero, sent.Error);
        Assert.That(Convert.ToHexStringLower(Node.Submitted.Single().Span), Is.EqualTo(signed.Out.Trim()));
    }

    [Test]
    public async Task A_lost_answer_makes_the_very_same_bytes_go_out_again()
    {
        Node.Refusals.Enqueue(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "lost")));
        CliResult result = await Cli.RunAsync("transfer", "alice", "5", "EUR", "--from", "alice");
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(Node.Submitted, Has.Count.EqualTo(2));
        Assert.That(Node.Submitted.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_refusal_before_ordering_is_exit_code_1_with_its_stable_reason_and_not_repeated()
    {
        Node.Refusals.Enqueue(RichStatus.Error(
            StatusCode.FailedPrecondition, "it is too old",
            new ErrorInfo { Reason = "EXPIRED", Domain = "chain" }));
        CliResult result = await Cli.RunAsync("transfer", "alice", "5", "EUR", "--from", "alice");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("it is too old").And.Contain("EXPIRED"));
        Assert.That(Node.Submitted, Has.Count.EqualTo(1));
    }

    [TestCase(StatusCode.NotFound, ExitCode.Refused)]
    [TestCase(StatusCode.Unavailable, ExitCode.Unavailable)]
    [TestCase(StatusCode.ResourceExhausted, ExitCode.Unavailable)]
    [TestCase(StatusCode.Internal, ExitCode.Internal)]
    public async Task Statuses_become_exit_codes(StatusCode status, int expected)
    {
        Node.BlockError = new RpcException(new Grpc.Core.Status(status, "as the test wants"));
        CliResult result = await Cli.RunAsync("block", "get", "99");
        Assert.That(result.Code, Is.EqualTo(expected));
        Assert.That(result.Error, Does.Contain("as the test wants"));
        Assert.That(result.Out, Is.Empty);
    }

    [Test]
    public async Task Nobody_at_the_address_is_exit_code_69_with_a_hint()
    {
        await Node.DisposeAsync();
        CliResult result = await Cli.RunAsync("status");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(result.Error, Does.Contain("--node"));
    }

    [Test]
    public async Task Watching_goes_on_behind_the_last_block_when_the_node_comes_back()
    {
        CliResult result = await Cli.RunAsync(
            "block", "watch", "--from-height", "5", "--count", "4", "-o", "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        IEnumerable<ulong> heights = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("height").GetUInt64());
        Assert.That(heights, Is.EqualTo(new ulong[] { 5, 6, 7, 8 }));
        Assert.That(Node.Watched.Take(2), Is.EqualTo(new ulong[] { 5, 7 }));
    }

    [Test]
    public async Task Amounts_show_their_decimals_in_tables_and_minor_units_in_json()
    {
        CliResult table = await Cli.RunAsync("account", "show", "alice");
        Assert.That(table.Out, Does.Contain("1000.05 EUR available, 0.07 EUR locked"), table.Error);
        JsonElement balance = (await Cli.RunAsync("account", "show", "alice", "-o", "json")).Json
            .GetProperty("balances")[0];
        Assert.That(balance.GetProperty("available").GetUInt64(), Is.EqualTo(100_005));
    }

    [Test]
    public async Task Lists_are_read_over_all_their_pages()
    {
        JsonElement products = (await Cli.RunAsync("product", "list", "-o", "json")).Json;
        Assert.That(products.EnumerateArray().Select(p => p.GetProperty("product").GetString()),
            Is.EqualTo(new[] { "compute-eu-1", "storage-eu-1" }));
    }

    [Test]
    public async Task The_next_slot_is_the_first_whose_book_is_open()
    {
        ulong before = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        ulong slot = (await Cli.RunAsync("book", "compute-eu-1/next+1", "-o", "json")).Json
            .GetProperty("slot").GetUInt64();
        Assert.That((slot - 1) * 60_000 - 15_000, Is.GreaterThan(before));
        ulong after = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.That((slot - 2) * 60_000 - 15_000, Is.LessThanOrEqualTo(after));
    }

    [Test]
    public async Task A_slot_beyond_all_slots_is_wrong_usage() => Assert.That(
        (await Cli.RunAsync("book", $"compute-eu-1/next+{ulong.MaxValue}")).Code, Is.EqualTo(ExitCode.Usage));
}
