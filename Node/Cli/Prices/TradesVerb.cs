using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Prices;

/// <summary><c>trades</c>: what the auctions did, past or as it happens.</summary>
internal static class TradesVerb
{
    public static Command Create(ChainCli cli)
    {
        Option<string> instrument = cli.Flags.Optional("--instrument", "Only of " + InstrumentText.Help, "");
        Option<uint> limit = cli.Flags.Optional("--limit", "Most trades to show; 0: all.", 20u);
        Option<bool> watch = cli.Flags.Optional(
            "--watch", "Follow trades as they happen, a line each.", false);
        Option<ulong> from = cli.Flags.Optional(
            "--from-height", "With --watch: first block; 0: only new trades.", 0ul);
        Option<uint> count = cli.Flags.Optional("--count", "With --watch: stop after so many; 0: never.", 0u);
        return new Verb(
            "trades", "Lists trades, newest first, or follows them.", "chain trades --watch -o json",
            instrument, limit, watch, from, count).Does(cli, async run =>
        {
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            Instrument? only = run.Get(instrument).Length == 0 ? null
                : await InstrumentText.ResolveAsync(run, run.Get(instrument));
            if (run.Get(watch))
                return await Streams.FollowAsync(
                    run, run.Client.WatchTradesAsync(run.Get(from), 0, run.Cancel)
                        .Where(trade => only is null || trade.Instrument.Equals(only)),
                    run.Get(count), trade => run.Print.Next(TradeShape.From(trade), Line(trade, catalog)));
            List<TradeShape> trades =
                [.. (await ReadAsync(run, only, run.Get(limit))).Select(TradeShape.From)];
            run.Print.Many(
                trades, ["height", "time", "instrument", "lots", "price", "provider", "tenant"],
                t => [$"{t.Height}", Show.Time(t.TimestampMs),
                    InstrumentText.Of(t.Product, t.Delivery, t.Slot),
                    $"{t.Lots}",
                    catalog.Price(t.Price, t.Product), Show.Short(t.Provider), Show.Short(t.Tenant)]);
            return ExitCode.Ok;
        });
    }

    /// <summary>"compute-eu-1/29384756  5 lots at 12.50 EUR".</summary>
    public static string Line(Trade trade, Catalog catalog) =>
        $"{trade.Height,8}  {Show.Instrument(trade.Instrument)}  {trade.Lots} lots at "
        + $"{catalog.Price(trade.Price, trade.Instrument.Product)}  "
        + $"{Show.Short(Show.Account(trade.Provider))} → {Show.Short(Show.Account(trade.Tenant))}";

    private static Task<List<Trade>> ReadAsync(Invocation run, Instrument? only, uint limit) =>
        Paging.ReadAsync<Trade>(limit, async (size, token) =>
        {
            var request = new ListTradesRequest { Instrument = only, PageSize = size, PageToken = token };
            ListTradesReply reply = await run.Client.Market.ListTradesAsync(request, run.Call);
            return (reply.Trades, reply.NextPageToken);
        });
}
