using Chain.Node.Cli;
using Chain.Wire;
using Google.Protobuf;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class RequestVerbTests : NodeVerbTest
{
    [SetUp]
    public async Task MakeKeys()
    {
        await MakeKeysAsync("alice", "bob");
        Node.Status.ChainHash = FakeNode.Bytes(0x3c);
    }

    [Test]
    public async Task A_request_is_opened_as_it_is_spelled_and_cancelled_by_its_number()
    {
        CliResult opened = await Cli.RunAsync("rfq", "open", "10", "compute-eu-1/500", "compute-eu-1/501",
            "--reserve", "1300", "--id", "7", "--delivery-key", "bob", "--from", "alice");
        Assert.That(opened.Code, Is.Zero, opened.Error);
        RequestQuotes sent = SentOperation().RequestQuotes;
        Assert.That((sent.ClientOrderId, sent.Lots, sent.Reserve, sent.DeliveryKey),
            Is.EqualTo((7ul, 10ul, 1_300ul, await KeyAsync("bob"))));
        Assert.That(sent.Instruments,
            Is.EqualTo(new[] { FakeQuotations.Slot(500), FakeQuotations.Slot(501) }));
        CliResult cancelled = await Cli.RunAsync("rfq", "cancel", "7", "--from", "alice");
        Assert.That(cancelled.Code, Is.Zero, cancelled.Error);
        Assert.That(SentOperation().CancelRequest.ClientOrderId, Is.EqualTo(7));
    }

    [Test]
    public async Task A_price_is_kept_privately_from_the_commitment_to_the_reveal()
    {
        for (int i = 0; i < 2; i += 1) await QuoteAsync("1150");
        Operation[] sent = [.. Node.Submitted.Select(OperationOf)];
        Assert.That(sent[0], Is.EqualTo(sent[1]), "sent again, the salt is the same");
        await QuoteAsync("1140");
        string[] files = Directory.GetFiles(Cli.Home, "7171*.json", SearchOption.AllDirectories);
        Assert.That(files, Has.Length.EqualTo(2), "another price does not take the first one's place");
        if (!OperatingSystem.IsWindows())
            Assert.That(files.Select(File.GetUnixFileMode),
                Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));

        AccountId alice = await AccountAsync("alice"), bob = await AccountAsync("bob");
        CommitQuote committed = sent[0].CommitQuote;
        Node.Quotations.Quoted.Add(new Quotation
        {
            Provider = bob.ToByteString(),
            Instrument = committed.Instrument,
            Commitment = committed.Commitment,
        });
        CliResult again = await Cli.RunAsync(
            "rfq", "quote", "alice", "7", "1150", "--instrument", "compute-eu-1/500", "--from", "bob");
        Assert.That(again.Error, Does.Contain("quoted already"));
        CliResult revealed = await Cli.RunAsync("rfq", "reveal", "alice", "7", "--from", "bob");
        Assert.That(revealed.Code, Is.Zero, revealed.Error);
        RevealQuote reveal = SentOperation().RevealQuote;
        Hash32 hash = QuoteHashes.OfQuote(new Hash32(FakeNode.Bytes(0x3c).Span), alice, 7, bob, reveal.Price,
            new Hash32(reveal.Salt.Span), new Hash32(reveal.OfferHash.Span));
        Assert.That((reveal.Price, ByteString.CopyFrom(hash.Span)),
            Is.EqualTo((1_150ul, committed.Commitment)));
    }

    [Test]
    public async Task Of_several_instruments_one_must_be_named_and_an_offer_is_bound_by_its_hash()
    {
        CliResult which = await Cli.RunAsync("rfq", "quote", "alice", "7", "1150", "--from", "bob");
        Assert.That(which.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(which.Error, Does.Contain("--instrument").And.Contain("compute-eu-1/501"));
        Assert.That(Node.Submitted, Is.Empty);
        string offer = Path.Combine(Cli.Home, "offer.txt");
        await File.WriteAllTextAsync(offer, "four nines");
        await QuoteAsync("1150", "--offer", offer);
        await QuoteAsync("1150");
        Operation[] sent = [.. Node.Submitted.Select(OperationOf)];
        Assert.That(sent[0].CommitQuote.Commitment, Is.Not.EqualTo(sent[1].CommitQuote.Commitment));
        CliResult missing = await Cli.RunAsync("rfq", "quote", "alice", "7", "1150", "--instrument",
            "compute-eu-1/500", "--offer", offer + ".not", "--from", "bob");
        Assert.That(missing.Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task Who_has_not_quoted_or_has_lost_the_file_is_told()
    {
        CliResult nothing = await Cli.RunAsync("rfq", "reveal", "alice", "7", "--from", "bob");
        Assert.That(nothing.Code, Is.EqualTo(ExitCode.Refused));
        Node.Quotations.Quoted.Add(new Quotation
        {
            Provider = await KeyAsync("bob"),
            Instrument = FakeQuotations.Slot(500),
            Commitment = FakeNode.Bytes(0x11),
        });
        CliResult lost = await Cli.RunAsync("rfq", "reveal", "alice", "7", "--from", "bob");
        Assert.That(lost.Error, Does.Contain("there is no quotation"));
        Assert.That(Node.Submitted, Is.Empty);
    }

    [Test]
    public async Task Requests_and_their_quotations_are_shown()
    {
        Node.Quotations.Quoted.Add(new Quotation
        {
            Provider = FakeNode.Bytes(3),
            Instrument = FakeQuotations.Slot(501),
            Revealed = true,
            Price = 1_150,
            OfferHash = FakeNode.Bytes(0x44),
        });
        CliResult list = await Cli.RunAsync("rfq", "list", "-o", "json");
        Assert.That(list.Json[0].GetProperty("reserve").GetUInt64(), Is.EqualTo(1_300));
        CliResult show = await Cli.RunAsync("rfq", "show", "alice", "7");
        Assert.That(show.Out, Does.Contain("10 lots of compute-eu-1/500 or compute-eu-1/501"), show.Error);
        Assert.That(show.Out, Does.Contain("committing, 00:01:30 left").And.Contain("for compute-eu-1/501"));
    }

    private async Task QuoteAsync(string price, params string[] more)
    {
        CliResult result = await Cli.RunAsync(["rfq", "quote", "alice", "7", price,
            "--instrument", "compute-eu-1/500", .. more, "--from", "bob"]);
        Assert.That(result.Code, Is.Zero, result.Error);
    }
}
