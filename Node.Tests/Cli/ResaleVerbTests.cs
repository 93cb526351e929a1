using Chain.Crypto;
using Chain.Node.Cli;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Cli;

/// <summary>Hand-over, resale and transfer on the command line.</summary>
public sealed class ResaleVerbTests : NodeVerbTest
{
    private static readonly string Lease = string.Concat(Enumerable.Repeat("9a", 32));

    [SetUp]
    public Task MakeKeys() => MakeKeysAsync("alice", "bob", "delivery1");

    [Test]
    public async Task What_a_provider_seals_the_tenant_opens_and_nobody_else()
    {
        Node.Market.Lease.DeliveryKey = await KeyAsync("delivery1");
        string file = Cli.Write("access.txt", "user root, password 4711");
        await DoneAsync("lease", "post-credentials", Lease, file, "--seal", "--from", "alice");
        Assert.That(SentOperation().PostCredentials.Credentials.ToStringUtf8(), Does.Not.Contain("4711"));

        Node.Block.Transactions.Add(Node.Submitted.Last());
        Node.Block.Receipts.Add(new Receipt { Status = ReceiptStatus.Ok });
        Node.Market.Lease.CredentialsHeight = 12;
        CliResult opened = await DoneAsync("lease", "credentials", Lease, "--key", "delivery1");
        Assert.That(opened.Out.Trim(), Is.EqualTo("user root, password 4711"));
        CliResult wrong = await Cli.RunAsync("lease", "credentials", Lease, "--key", "bob");
        Assert.That((wrong.Code, wrong.Out), Is.EqualTo((ExitCode.Refused, "")));
        string other = string.Concat(Enumerable.Repeat("9b", 32));
        Node.Market.Lease.Id = FakeNode.Bytes(0x9b);
        CliResult elsewhere = await Cli.RunAsync("lease", "credentials", other, "--key", "delivery1");
        Assert.That(elsewhere.Error, Does.Contain("posts nothing for this lease"));
        Node.Market.Lease.Id = FakeNode.Bytes(0x9a);

        await DoneAsync("lease", "credentials", Lease, "--key", "delivery1", "--out", Cli.PathOf("out"));
        Assert.That(await File.ReadAllTextAsync(Cli.PathOf("out")), Is.EqualTo("user root, password 4711"));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(Cli.PathOf("out")),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task What_is_no_block_has_no_credentials()
    {
        Node.Block.Transactions.Add(FakeNode.Bytes(1));
        Node.Block.Receipts.Add(new Receipt { Status = ReceiptStatus.Ok });
        Node.Block.Transactions.Add(FakeNode.Bytes(2));
        Node.Market.Lease.CredentialsHeight = 12;
        CliResult none = await Cli.RunAsync("lease", "credentials", Lease, "--key", "bob");
        Assert.That(none.Error, Does.Contain("posts nothing for this lease"));
        Assert.That(none.Code, Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task Without_a_delivery_key_nothing_is_sealed_or_sent()
    {
        string file = Cli.Write("access.txt", "secret");
        CliResult result = await Cli.RunAsync(
            "lease", "post-credentials", Lease, file, "--seal", "--from", "alice");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("no delivery key"));
        Assert.That(Node.Submitted, Is.Empty);
        CliResult early = await Cli.RunAsync("lease", "credentials", Lease, "--key", "delivery1");
        Assert.That(early.Error, Does.Contain("nothing was posted yet"));
        Node.Market.Lease.PostedMs = 1;
        CliResult late = await Cli.RunAsync("lease", "credentials", Lease, "--key", "delivery1");
        Assert.That(late.Error, Does.Contain("--height"));
    }

    [Test]
    public async Task Orders_name_a_delivery_key_and_refusals_disclose_it_by_its_name()
    {
        await DoneAsync("order", "place", "buy", "5", "compute-eu-1/77", "--limit", "1300",
            "--delivery-key", "delivery1", "--from", "alice");
        ByteString key = SentOperation().PlaceOrder.DeliveryKey;
        Assert.That(key, Is.EqualTo(await KeyAsync("delivery1")));
        await DoneAsync("lease", "refuse", Lease, "--disclose", "delivery1", "--from", "alice");
        ByteString disclosed = SentOperation().RefuseHandover.DisclosedKey;
        Assert.That(ECPrivKey.IsSecretOf(disclosed.Span, new Hash32(key.Span)));
    }

    [Test]
    public async Task A_lease_is_resold_in_its_own_book()
    {
        await DoneAsync("lease", "resell", Lease, "all", "--limit", "1300", "--from", "alice");
        PlaceOrder sent = SentOperation().PlaceOrder;
        Assert.That((sent.Side, sent.Lots, sent.Limit, sent.TimeInForce, sent.Instrument.Slot),
            Is.EqualTo((Side.Sell, 10UL, 1_300UL, TimeInForce.Gtc, 77UL)));
        Assert.That(sent.SourceLease, Is.EqualTo(FakeNode.Bytes(0x9a)));
        await DoneAsync("lease", "resell", Lease, "4", "--limit", "1300", "--ioc", "--from", "alice");
        Assert.That((SentOperation().PlaceOrder.Lots, SentOperation().PlaceOrder.TimeInForce),
            Is.EqualTo((4UL, TimeInForce.Ioc)));
        CliResult wrong = await Cli.RunAsync(
            "lease", "resell", Lease, "some", "--limit", "1300", "--from", "alice");
        Assert.That(wrong.Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task A_transfer_is_offered_accepted_and_taken_back()
    {
        await DoneAsync(
            "lease", "transfer", "offer", Lease, "bob", "all", "--price", "5000", "--from", "alice");
        OfferTransfer offer = SentOperation().OfferTransfer;
        Assert.That((offer.To, offer.Lots, offer.Price),
            Is.EqualTo((await KeyAsync("bob"), 10UL, 5_000UL)));
        await DoneAsync("lease", "transfer", "accept", Lease, "--lots", "10", "--price", "5000",
            "--delivery-key", "delivery1", "--from", "bob");
        AcceptTransfer accept = SentOperation().AcceptTransfer;
        Assert.That((accept.Lots, accept.Price, accept.DeliveryKey),
            Is.EqualTo((10UL, 5_000UL, await KeyAsync("delivery1"))));
        await DoneAsync("lease", "transfer", "withdraw", Lease, "--from", "alice");
        Assert.That(SentOperation().WithdrawTransfer.Lease, Is.EqualTo(FakeNode.Bytes(0x9a)));
    }

    [Test]
    public async Task A_lease_shows_its_delivery_key_and_the_transfer_that_waits()
    {
        Node.Market.Lease.DeliveryKey = FakeNode.Bytes(0x5b);
        Node.Market.Lease.Splits = 2;
        Node.Market.Lease.Transfer = new LeaseTransfer
        {
            Taker = FakeNode.Bytes(7),
            Lots = 4,
            Price = 5_000,
            Accepted = true,
            AtMs = 1_800_000_000_000,
        };
        CliResult shown = await DoneAsync("lease", "show", Lease);
        Assert.That(shown.Out, Does.Contain("5b5b5b5b").And.Contain("2 times before")
            .And.Contain("4 lots to ").And.Contain("50.00 EUR, accepted, at 2027-01-15"));
    }

    private async Task<CliResult> DoneAsync(params string[] arguments)
    {
        CliResult result = await Cli.RunAsync(arguments);
        Assert.That(result.Code, Is.Zero, result.Error);
        return result;
    }
}
