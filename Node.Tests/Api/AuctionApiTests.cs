using Chain.Client;
using Chain.Client.Replay;
using Chain.Ledger;
using Chain.Ledger.Storage;
using Chain.Node.Api;
using Chain.Node.Hosting;
using Chain.Tests.Ledger;
using Chain.Tests.Prices;
using Chain.Tests.Storage;
using Chain.Wire;
using Grpc.Core;
using NUnit.Framework;

namespace Chain.Tests.Api;

/// <summary>
/// Stored transcripts against the blocks, and what an auditor finds when one was tampered with.
/// </summary>
public class AuctionApiTests : StoreFixture
{
    private sealed record Replayed(
        Auction Auction, AuctionInputs Inputs, BlockOutcome Outcome, CreateProduct Product)
    {
        public string? OfBlocks(Auction auction) => AuctionAudit.Compare(
            auction, Inputs, Outcome, Auction.Summary.Instrument, Outcome.Block.ParentDigest);

        public string? OfItself(Auction auction) =>
            TranscriptCheck.FirstFault(auction, Product.Tick, Product.MinOrderLots);
    }

    [Test]
    public async Task Every_transcript_of_a_history_agrees_with_its_blocks([Range(1, 8)] int seed)
    {
        using var history = new StoredHistory(DbPath, seed);
        history.Grow(80);
        var api = new AuctionApi(history.Store);
        List<Replayed> all = await ReplayAsync(api, history);
        Assert.That(all, Has.Count.GreaterThan(10));
        foreach (Replayed one in all)
        {
            Assert.That(one.OfBlocks(one.Auction), Is.Null, $"{one.Auction.Summary}");
            Assert.That(one.OfItself(one.Auction), Is.Null, $"{one.Auction.Summary}");
        }
        AuctionSummary[] newestFirst = [.. all.Select(one => one.Auction.Summary).Reverse()];
        Assert.That(await ListAsync(api, new ListAuctionsRequest { PageSize = 7 }), Is.EqualTo(newestFirst));
        foreach (var book in newestFirst.GroupBy(summary => summary.Instrument))
            Assert.That(await ListAsync(api, new ListAuctionsRequest { Instrument = book.Key, PageSize = 1 }),
                Is.EqualTo(book));
        foreach (var block in newestFirst.GroupBy(summary => summary.Height))
            Assert.That(await ListAsync(api, new ListAuctionsRequest { Height = block.Key, PageSize = 1 }),
                Is.EqualTo(block));
    }

    [Test]
    public async Task Bundles_minimums_and_exclusions_are_among_the_auctions_that_were_replayed()
    {
        int legs = 0, excluded = 0, cancelled = 0;
        for (int seed = 20; seed < 26; seed += 1)
        {
            string path = $"{DbPath}{seed}";
            using var history = new StoredHistory(path, seed);
            history.Grow(80);
            foreach (Replayed one in await ReplayAsync(new AuctionApi(history.Store), history))
            {
                Assert.That(one.OfBlocks(one.Auction), Is.Null, $"{one.Auction.Summary}");
                legs += one.Auction.Orders.Count(order => order.Leg);
                excluded += one.Auction.Exclusions.Count;
                cancelled += one.Auction.Cancellations.Count;
            }
        }
        TestContext.Out.WriteLine($"{legs} legs, {excluded} exclusions, {cancelled} cancellations");
        Assert.That((legs > 0, excluded > 0, cancelled > 0), Is.EqualTo((true, true, true)));
    }

    [Test]
    public async Task Whatever_is_changed_in_a_transcript_is_found()
    {
        using var history = new StoredHistory(DbPath, seed: 3);
        history.Grow(80);
        List<Replayed> all = await ReplayAsync(new AuctionApi(history.Store), history);
        Replayed traded = all.First(one => one.Auction.Summary.Leases > 1);
        Auction original = traded.Auction;
        int filled = original.Orders.IndexOf(original.Orders.First(order => order.Fill > 0));
        var changes = new Dictionary<string, Action<Auction>>
        {
            ["price"] = auction => auction.Summary.Price += 5,
            ["lots"] = auction => auction.Summary.Lots += 1,
            ["low"] = auction => auction.Summary.Low -= 5,
            ["high"] = auction => auction.Summary.High += 5,
            ["passes"] = auction => auction.Summary.Passes += 1,
            ["fill"] = auction => auction.Orders[filled].Fill -= 1,
            ["limit"] = auction => auction.Orders[filled].Limit =
                auction.Orders[filled].Side == Side.Buy
                    ? auction.Summary.Price - 5 : auction.Summary.Price + 5,
            ["party"] = auction =>
            {
                foreach (AuctionAccount account in auction.Accounts) account.Party = "one";
            },
            ["lease lots"] = auction => auction.Leases[0].Lots += 1,
            ["lease id"] = auction => auction.Leases[0].Lease = auction.Leases[1].Lease,
            ["lease order"] = auction => (auction.Leases[0], auction.Leases[1]) =
                (auction.Leases[1], auction.Leases[0]),
            ["exclusion"] = auction => auction.Exclusions.Add(new AuctionExclusion { Side = Side.Buy }),
            ["cancellation"] = auction => auction.Cancellations.Add(new AuctionCancellation
            {
                Reason = AuctionReasonKind.SmallRemainder,
            }),
            ["account"] = auction => auction.Orders[0].Account = 1_000,
            ["twice"] = auction => auction.Orders.Insert(0, auction.Orders[0].Clone()),
            ["parent"] = auction => auction.Parent = Describe.Bytes(Digest("other", 1)),
        };
        foreach ((string what, Action<Auction> change) in changes)
        {
            Auction changed = original.Clone();
            change(changed);
            Assert.That(traded.OfItself(changed), Is.Not.Null, what);
            // The blocks name the parent themselves.
            if (what != "parent") Assert.That(traded.OfBlocks(changed), Is.Not.Null, what);
        }
        Assert.That(traded.OfBlocks(null!), Is.Not.Null, "no transcript at all");
    }

    [Test]
    public async Task What_a_transcript_does_not_name_only_the_blocks_know()
    {
        // An order that met somebody and got nothing: without it the rest may still agree with itself.
        int found = 0;
        for (int seed = 1; seed <= 8 && found == 0; seed += 1)
        {
            using var history = new StoredHistory($"{DbPath}{seed}", seed);
            history.Grow(80);
            foreach (Replayed one in await ReplayAsync(new AuctionApi(history.Store), history))
            {
                if (one.Auction.Orders.LastOrDefault(order => order.Fill == 0) is not { } unfilled) continue;
                Auction less = one.Auction.Clone();
                less.Orders.Remove(unfilled);
                Assert.That(one.OfBlocks(less), Does.Contain("orders"));
                found += 1;
            }
        }
        Assert.That(found, Is.Positive);
    }

    [Test]
    public void A_stopped_node_proves_its_newest_block_and_notices_forged_certificates()
    {
        GenesisState genesis;
        Instrument instrument;
        ulong height;
        using (var history = new StoredHistory(DbPath, seed: 1))
        {
            history.Grow(40);
            genesis = history.Genesis;
            AuctionSummary newest = AuctionSummary.Parser.ParseFrom(history.Store.Reads.Auctions(
                default, new TradePosition(new Height(ulong.MaxValue), 0), 1)[0].Summary.Span);
            (instrument, height) = (newest.Instrument, newest.Height);
            if (newest.Height == history.Store.Head.Height.Value) history.RestFor(1_000);
        }
        var trust = new ChainTrust(
            genesis.ChainHash, [new(Digest("a", 1)), new(Digest("b", 2)), new(Digest("c", 3))]);
        Assert.That(
            () => AuctionAudit.Run(genesis, trust, DbPath, instrument, new Height(height)),
            Throws.TypeOf<StoreException>().With.Message.Contains("certificate"));
        AuctionAudit quiet = AuctionAudit.Run(genesis, trust, DbPath, instrument, HeadOf(genesis));
        Assert.That((quiet.Transcript, quiet.Fault, quiet.CertifiedAt), Is.EqualTo(
            ((Auction?)null, (string?)null, (ulong?)null)));
        Assert.That(AuctionAudit.Run(genesis, trust, DbPath, instrument, new Height(9_999)).Fault,
            Does.Contain("no block"));
    }

    [Test]
    public void What_does_not_exist_and_tokens_of_other_lists_are_refused()
    {
        using var history = new StoredHistory(DbPath, seed: 1);
        history.Grow(5);
        var api = new AuctionApi(history.Store);
        var instrument = new Instrument { Product = Market.Compute, Delivery = Delivery.Slot, Slot = 1 };
        StatusCode Code(Action call) => Assert.Throws<RpcException>(call)!.StatusCode;
        foreach (ulong height in (ulong[])[0, 1, 999, ulong.MaxValue])
            Assert.That(
                Code(() => api.GetAuction(new() { Instrument = instrument, Height = height }, null!)),
                Is.EqualTo(StatusCode.NotFound));
        Assert.That(Code(() => api.GetAuction(new() { Height = 1 }, null!)),
            Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(Code(() => api.ListAuctions(new() { Height = 2, PageToken = "9.0" }, null!)),
            Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(Code(() => api.ListAuctions(new() { PageToken = "nonsense" }, null!)),
            Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(api.ListAuctions(new() { Height = ulong.MaxValue }, null!).Result.Auctions, Is.Empty);
    }

    private Height HeadOf(GenesisState genesis)
    {
        using ChainStore store = ChainStore.Open(DbPath, genesis.ChainHash);
        return store.Head.Height;
    }

    /// <summary>Every auction of the history, oldest first, with what its block took in.</summary>
    private static async Task<List<Replayed>> ReplayAsync(AuctionApi api, StoredHistory history)
    {
        var all = new List<Replayed>();
        var chain = new StoredChain(history.Genesis, history.Store.Reads, history.Store.Head);
        CreateProduct product = history.Genesis.Products.Single();
        while (!chain.AtHead)
        {
            StateRow[] rows = [];
            (BlockHeader header, BlockOutcome outcome) = chain.Next(phase =>
            {
                if (phase == BlockPhase.Auctions)
                    rows = [.. chain.State.Rows().Select(row =>
                        StateRow.Decode(row.Key.Span, row.After!.Value.Span)!)];
            });
            foreach (AuctionResult auction in outcome.Auctions)
            {
                var instrument = new Instrument
                {
                    Product = auction.Product,
                    Delivery = auction.Delivery,
                    Slot = auction.Slot,
                };
                Auction stored = await api.GetAuction(
                    new() { Instrument = instrument, Height = header.Height.Value }, null!);
                all.Add(new Replayed(
                    stored, new AuctionInputs(rows, instrument, header.TimestampMs), outcome, product));
            }
        }
        return all;
    }

    private static async Task<List<AuctionSummary>> ListAsync(AuctionApi api, ListAuctionsRequest request)
    {
        var all = new List<AuctionSummary>();
        do
        {
            ListAuctionsReply reply = await api.ListAuctions(request, null!);
            all.AddRange(reply.Auctions);
            request.PageToken = reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }
}
