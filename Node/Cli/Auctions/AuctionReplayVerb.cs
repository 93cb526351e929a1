using System.CommandLine;
using Chain.Client;
using Chain.Client.Replay;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using Chain.Wire;

namespace Chain.Node.Cli.Auctions;

/// <summary><c>auction replay</c>: runs one auction again and compares.</summary>
internal static class AuctionReplayVerb
{
    private const ulong BlocksPerLine = 10_000;

    /// <summary>What came of it, as JSON.</summary>
    /// <param name="Inputs">Where the orders were taken from.</param>
    private sealed record Shape(
        string Product, string Delivery, ulong Slot, ulong Height, bool Agrees, string? Fault, string Inputs,
        ulong? CertifiedAt, int Orders, ulong Price, ulong Lots);

    public static Verb Create(ChainCli cli)
    {
        Argument<string> instrument = AuctionVerbs.Instrument();
        Argument<ulong> height = AuctionVerbs.Height();
        // No variable: CHAIN_HOME means where things lie, not what is to be done with them.
        var home = new Option<string>("--home")
        {
            Description = "Folder of a stopped node: proves the transcript from its blocks alone, "
                + "by executing them from the genesis on.",
        };
        return new Verb("replay",
            "Runs one auction again by a second implementation of the rules, compares it with what is "
            + "published, and says agrees, or where not (exit code 1).",
            "chain auction replay compute-eu-1/29384756 1200", instrument, height, home)
            .Does(cli, async run =>
            {
                Instrument which = await InstrumentText.ResolveAsync(run, run.Get(instrument));
                return run.IsGiven(home)
                    ? OfBlocks(run, run.Get(home), which, run.Get(height))
                    : await OfNodeAsync(run, which, run.Get(height));
            });
    }

    private static async Task<int> OfNodeAsync(Invocation run, Instrument which, ulong height)
    {
        Auction auction = await AuctionVerbs.GetAsync(run, which, height);
        Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
        CreateProduct product = catalog.Product(which.Product);
        bool isAsked = auction.Summary?.Height == height && which.Equals(auction.Summary.Instrument);
        string? fault = isAsked ? TranscriptCheck.FirstFault(auction, product.Tick, product.MinOrderLots)
            : "it is of another auction than was asked for";
        return Report(run, which, height, auction, fault, "the orders that the transcript names", null);
    }

    private static int OfBlocks(Invocation run, string home, Instrument which, ulong height)
    {
        NodeSettings settings = NodeSettings.Load(home, new Dictionary<string, string>());
        GenesisSection genesis = ConsortiumFile.Load(settings.Consortium).Genesis;
        AuctionAudit audit = AuctionAudit.Run(
            GenesisBuilder.State(genesis),
            new ChainTrust(genesis.ComputeHash(), GenesisBuilder.Validators(genesis)),
            settings.Data, which, new Height(height), at =>
            {
                run.Cancel.ThrowIfCancellationRequested();
                if (at.Value % BlocksPerLine == 0) run.Say($"block {at} ...");
            });
        return Report(run, which, height, audit.Transcript, audit.Fault,
            "the blocks, executed from the genesis on", audit.CertifiedAt);
    }

    private static int Report(
        Invocation run, Instrument which, ulong height, Auction? auction, string? fault, string inputs,
        ulong? certifiedAt)
    {
        var shape = new Shape(
            which.Product, Show.Delivery(which.Delivery), which.Slot, height, fault is null, fault, inputs,
            certifiedAt, auction?.Orders.Count ?? 0, auction?.Summary?.Price ?? 0, auction?.Summary?.Lots ?? 0);
        List<(string, string)> fields =
        [
            ("auction", $"{Show.Instrument(which)} in block {height}"),
            ("inputs", inputs),
            ("transcript", auction is null ? "none: nothing happened" : $"{shape.Orders} orders, "
                + $"{shape.Lots} lots at {shape.Price}, {auction.Leases.Count} leases"),
            ("result", fault ?? "agrees"),
        ];
        if (certifiedAt is { } at) fields.Insert(2, ("certified", $"by a quorum, in block {at}"));
        run.Print.One(shape, [.. fields]);
        if (fault is null) return ExitCode.Ok;
        run.Say($"error: the transcript does not agree: {fault}");
        return ExitCode.Refused;
    }
}
