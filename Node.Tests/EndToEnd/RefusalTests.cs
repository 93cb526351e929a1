using Chain.Client;
using Chain.Wire;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// What must not change the ledger does not: refused with its reason, the node goes on, the state stays.
/// </summary>
/// <remarks>Nothing falls due while these run, so the state root stands still by itself.</remarks>
internal sealed class RefusalTests : TestnetFixture
{
    private const ulong TwoTo63 = 1UL << 63;
    private const ulong Attested = 100;

    private readonly Instrument slot = Trading.Slot(minutes: 60);
    private ulong restingOrder;

    private AccountId Receiver => Net["buyer2"].Account;

    [OneTimeSetUp]
    public async Task OneOrderRests()
    {
        await Trading.AttestAsync(Net, slot, Attested);
        PlaceOrder order = Trading.Order(Side.Sell, slot, 10, 2_000);
        restingOrder = order.ClientOrderId;
        await Trading.OkAsync(Net["provider1"].SubmitAsync(Net.Nodes[0], Operations.PlaceOrder(order)));
    }

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case("nothing", _ => [], "MALFORMED");
        yield return Case("noise", _ => [.. Enumerable.Repeat((byte)0xff, 100)], "MALFORMED");
        yield return Case("a_trailing_byte", forge => [.. forge.Good, 0], "MALFORMED");
        yield return Case("an_unknown_field_outside", forge => [.. forge.Good, 0x78, 1], "MALFORMED");
        yield return Case("an_unknown_field_in_the_body",
            forge => forge.SignRaw([.. forge.Body().ToByteArray(), 0x78, 1]), "MALFORMED");
        yield return Case("an_unknown_field_in_an_operation",
            forge => forge.WithOperation([0x7a, 0]), "MALFORMED");
        yield return Case("an_unknown_field_in_a_transfer",
            forge => forge.WithOperation([0x0a, 2, 0x78, 1]), "MALFORMED");
        yield return Case("a_written_default", forge => forge.WithWrittenDefault(), "MALFORMED");
        yield return Case("a_short_signature",
            forge => forge.With(signed => signed.Signature = signed.Signature.ToByteArray()[..63].ToBytes()),
            "MALFORMED");
        yield return Case("a_changed_signature",
            forge => forge.With(signed => signed.Signature = Flipped(signed.Signature)), "BAD_SIGNATURE");
        yield return Case("the_signature_of_another",
            forge => forge.SignRaw(forge.Body().ToByteArray(), forge.Net["buyer3"].Key), "BAD_SIGNATURE");
        yield return Case("another_chain",
            forge => forge.Sign(body => body.ChainId = "mainnet"), "WRONG_CHAIN");
        yield return Case("an_expired_one",
            forge => forge.Sign(body => body.ValidUntilMs -= 3_600_000), "EXPIRED",
            StatusCode.FailedPrecondition);
        yield return Case("a_far_future",
            forge => forge.Sign(body => body.ValidUntilMs += 3_600_000), "VALID_TOO_LONG");
        yield return Case("the_end_of_time",
            forge => forge.Sign(body => body.ValidUntilMs = ulong.MaxValue), "VALID_TOO_LONG");
        yield return Case("no_validity", forge => forge.Sign(body => body.ValidUntilMs = 0), "MALFORMED");
        yield return Case("no_operation", forge => forge.Sign(body => body.Operations.Clear()), "MALFORMED");
        yield return Case("too_many_operations",
            forge => forge.Sign(body => body.Operations.Add(
                Enumerable.Repeat(body.Operations[0], Limits.OperationsPerTransaction))), "MALFORMED");
        yield return Case("an_oversized_one",
            forge => forge.Sign(
                body => body.Operations[0].Transfer.Asset = new string('A', Limits.TransactionBytes)),
            "MALFORMED");
        yield return Case("an_account_nobody_admitted",
            forge => forge.SignAsStranger(), "UNKNOWN_ACCOUNT", StatusCode.FailedPrecondition);
    }

    [TestCaseSource(nameof(Bad))]
    public Task Never_ordered(Func<Forge, byte[]> make, string reason, StatusCode code) =>
        StateStaysAsync(async () =>
    {
        RpcException error = await RefusalOfAsync(make(new Forge(Net)));
        Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo(reason),
            error.Status.Detail);
        Assert.That(error.StatusCode, Is.EqualTo(code));
        Assert.That(error.Status.Detail, Is.Not.Empty);
    });

    [Test]
    public Task Never_ordered_however_short_it_is_cut() => StateStaysAsync(async () =>
    {
        byte[] whole = new Forge(Net).Good;
        for (int length = 0; length < whole.Length; length++)
        {
            RpcException error = await RefusalOfAsync(whole[..length]);
            Assert.That(error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, Is.EqualTo("MALFORMED"),
                $"{length} bytes");
        }
    });

    [Test]
    public Task A_message_above_the_limit_of_the_service_is_refused() => StateStaysAsync(async () =>
    {
        RpcException error = await RefusalOfAsync(new byte[Limits.ClientMessageBytes + 1]);
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted), error.Status.Detail);
    });

    [Test]
    public Task A_message_that_is_no_protobuf_is_refused() => StateStaysAsync(async () =>
    {
        var bytes = Marshallers.Create(message => message, message => message);
        var submit =
            new Method<byte[], byte[]>(MethodType.Unary, "chain.v1.NodeService", "Submit", bytes, bytes);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(Net.Nodes[0].Client.Address);
        RpcException error = await FailureAsync(channel.CreateCallInvoker()
            .AsyncUnaryCall(submit, null, new CallOptions(), [0x0a, 0xff, 0xff]).ResponseAsync);
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Internal).Or.EqualTo(StatusCode.InvalidArgument),
            error.Status.Detail);
    });

    private static IEnumerable<TestCaseData> Unlawful()
    {
        yield return Case("money_to_nobody",
            t => Operations.Transfer(new AccountId(Hash32.Zero), "EUR", 1), ReceiptStatus.UnknownAccount);
        yield return Case("an_unknown_asset",
            t => Operations.Transfer(t.Receiver, "XAU", 1), ReceiptStatus.UnknownAsset);
        yield return Case("an_unknown_product",
            t => t.Order(order => order.Instrument.Product = "compute-mars-1"), ReceiptStatus.UnknownProduct);
        yield return Case("money_one_has_not",
            t => Operations.Transfer(t.Receiver, "EUR", 100_000_001), ReceiptStatus.InsufficientBalance);
        yield return Case("no_money",
            t => Operations.Transfer(t.Receiver, "EUR", 0), ReceiptStatus.InvalidAmount);
        yield return Case("money_that_looks_negative",
            t => Operations.Transfer(t.Receiver, "EUR", TwoTo63), ReceiptStatus.InsufficientBalance);
        yield return Case("the_most_money",
            t => Operations.Transfer(t.Receiver, "EUR", ulong.MaxValue), ReceiptStatus.InsufficientBalance);
        yield return Case("an_order_one_cannot_pay",
            t => t.Order(order => order.Lots = 1_000_000), ReceiptStatus.InsufficientBalance);
        yield return Case("an_order_for_nothing",
            t => t.Order(order => order.Lots = 0), ReceiptStatus.InvalidLots);
        yield return Case("lots_that_look_negative",
            t => t.Order(order => order.Lots = TwoTo63), ReceiptStatus.InvalidLots);
        yield return Case("the_most_lots",
            t => t.Order(order => order.Lots = ulong.MaxValue), ReceiptStatus.InvalidLots);
        yield return Case("an_order_for_free",
            t => t.Order(order => order.Limit = 0), ReceiptStatus.InvalidPrice);
        yield return Case("a_price_that_looks_negative",
            t => t.Order(order => order.Limit = TwoTo63), ReceiptStatus.InvalidPrice);
        yield return Case("the_highest_price",
            t => t.Order(order => order.Limit = ulong.MaxValue), ReceiptStatus.InvalidPrice);
        yield return Case("a_product_that_overflows",
            t => t.Order(order => (order.Lots, order.Limit) = (Limits.Lots, Limits.Price)),
            ReceiptStatus.Overflow);
        yield return Case("a_slot_at_the_end_of_time",
            t => t.Order(order => order.Instrument.Slot = ulong.MaxValue), ReceiptStatus.BeyondHorizon);
        yield return Case("a_slot_long_gone",
            t => t.Order(order => order.Instrument.Slot = 1), ReceiptStatus.BookClosed);
        yield return Case("the_order_of_another",
            t => Operations.CancelOrder(t.restingOrder), ReceiptStatus.UnknownOrder);
        yield return Case("minting_by_a_buyer",
            t => Operations.Mint(t.Net["buyer1"].Account, "EUR", 1), ReceiptStatus.NotPermitted);
        yield return Case("more_than_is_attested",
            t => t.Order(order => (order.Side, order.Lots) = (Side.Sell, Attested - 9)),
            ReceiptStatus.InsufficientCapacity, "provider1");
        yield return Case("what_nobody_attested",
            t => t.Order(order => (order.Side, order.Instrument.Slot) = (Side.Sell, t.slot.Slot + 1)),
            ReceiptStatus.InsufficientCapacity, "provider1");
        yield return Case("minting_beyond_all_supply",
            t => Operations.Mint(t.Receiver, "EUR", ulong.MaxValue), ReceiptStatus.SupplyExceeded,
            "harbour-bank");
    }

    [TestCaseSource(nameof(Unlawful))]
    public Task Ordered_and_without_effect(
        Func<RefusalTests, Operation> make, ReceiptStatus status, string player) =>
        StateStaysAsync(async () =>
        {
            Receipt receipt = await Net[player].SubmitAsync(Net.Nodes[0], make(this));
            Assert.That(receipt.Status, Is.EqualTo(status));
        });

    [Test]
    public Task One_unlawful_operation_undoes_those_before_it() => StateStaysAsync(async () =>
    {
        Receipt receipt = await Net["buyer1"].SubmitAsync(
            Net.Nodes[0],
            Operations.Transfer(Receiver, "EUR", 5), Order(order => order.Lots = 1),
            Operations.Transfer(Receiver, "XAU", 1));
        Assert.That(receipt.Status, Is.EqualTo(ReceiptStatus.UnknownAsset));
        Assert.That(receipt.FailedOperation, Is.EqualTo(2));
    });

    [Test]
    public async Task The_same_bytes_again_are_answered_with_the_first_receipt_by_any_node()
    {
        Transaction transaction = Net["buyer1"].Sign(Operations.Transfer(Receiver, "EUR", 1));
        Receipt[] atOnce = await Task.WhenAll(Net.Nodes.Concat(Net.Nodes).Select(
            node => node.Client.SubmitAsync(transaction, TimeSpan.FromSeconds(60))));
        Assert.That(atOnce, Is.All.EqualTo(atOnce[0]));
        Assert.That(atOnce[0].Status, Is.EqualTo(ReceiptStatus.Ok));
        await StateStaysAsync(async () =>
        {
            foreach (NodeProcess node in Net.Nodes)
                Assert.That(await node.Client.SubmitAsync(transaction, TimeSpan.FromSeconds(60)),
                    Is.EqualTo(atOnce[0]));
        });
    }

    private Operation Order(Action<PlaceOrder> change)
    {
        PlaceOrder order = Trading.Order(Side.Buy, slot.Clone(), 1, 1_000);
        change(order);
        return Operations.PlaceOrder(order);
    }

    /// <summary>Afterwards every node lives, commits, and has the state of before.</summary>
    private async Task StateStaysAsync(Func<Task> attack)
    {
        ByteString before = (await Net.Nodes[0].StatusAsync()).StateRoot;
        await attack();
        ulong height = (await Net.Nodes[0].StatusAsync()).Height;
        foreach (NodeProcess node in Net.Nodes)
        {
            NodeStatus after = await node.StatusAsync("commits on", status => status.Height > height);
            Assert.That(after.StateRoot, Is.EqualTo(before), node.Name);
        }
    }

    private Task<RpcException> RefusalOfAsync(byte[] transaction) => FailureAsync(
        Net.Nodes[0].Client.Node.SubmitAsync(
            new SubmitRequest { Transaction = transaction.ToBytes() }).ResponseAsync);

    private static async Task<RpcException> FailureAsync<T>(Task<T> call)
    {
        try
        {
            throw new AssertionException($"accepted: {await call}");
        }
        catch (RpcException error)
        {
            return error;
        }
    }

    private static ByteString Flipped(ByteString signature)
    {
        byte[] bytes = signature.ToByteArray();
        bytes[63] ^= 1;
        return bytes.ToBytes();
    }

    private static TestCaseData Case(
        string name, Func<Forge, byte[]> make, string reason, StatusCode code = StatusCode.InvalidArgument) =>
        new TestCaseData(make, reason, code).SetName($"Never_ordered_{name}");

    private static TestCaseData Case(
        string name, Func<RefusalTests, Operation> make, ReceiptStatus status, string player = "buyer1") =>
        new TestCaseData(make, status, player).SetName($"Ordered_and_without_effect_{name}");
}
