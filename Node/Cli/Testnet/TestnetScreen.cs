using Chain.Wire;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Chain.Node.Cli.Testnet;

/// <summary>A snapshot of a testnet as tables for a terminal.</summary>
internal static class TestnetScreen
{
    public static IRenderable Draw(TestnetSnapshot snapshot, IEnumerable<string> narration)
    {
        var parts = new List<IRenderable> { Nodes(snapshot.Nodes) };
        if (snapshot.Market is { } market) parts.AddRange([Books(market), Trades(market), Leases(market)]);
        parts.AddRange(narration.Select(line => new Text(line)));
        parts.Add(new Text("Ctrl-C stops everything."));
        return new Rows(parts);
    }

    private static Table Nodes(IReadOnlyList<NodeSnapshot> nodes)
    {
        Table table = New(
            "validators", "node", "height", "state root (after)", "view", "peers", "transactions", "waiting");
        foreach (NodeSnapshot node in nodes)
            Add(table, node.Status is { } s
                ? [node.Node.Name, $"{s.Height}", $"{Show.Short(s.LastStateRoot)} ({s.LastStateHeight})",
                    $"{s.View}", $"{s.PeersConnected}", $"{s.Transactions}", $"{s.MempoolTransactions}"]
                : [node.Node.Name, "does not answer", "", "", "", "", ""]);
        return table;
    }

    private static Table Books(MarketSnapshot market)
    {
        Table table = New(
            "books of the next slot", "instrument", "best bid", "best ask", "reference", "last");
        foreach (Book book in market.Books)
        {
            string Price(ulong price) => market.Catalog.Price(price, book.Instrument.Product);
            Add(table, [Show.Instrument(book.Instrument),
                book.Bids.Count > 0 ? $"{book.Bids[0].Lots} at {Price(book.Bids[0].Price)}" : "-",
                book.Asks.Count > 0 ? $"{book.Asks[0].Lots} at {Price(book.Asks[0].Price)}" : "-",
                Price(book.ReferencePrice), Price(book.LastPrice)]);
        }
        return table;
    }

    private static Table Trades(MarketSnapshot market)
    {
        Table table = New("newest trades", "height", "time", "instrument", "lots", "price");
        foreach (Trade trade in market.Trades)
            Add(table, [$"{trade.Height}", Show.Time(trade.TimestampMs), Show.Instrument(trade.Instrument),
                $"{trade.Lots}", market.Catalog.Price(trade.Price, trade.Instrument.Product)]);
        return table;
    }

    private static Table Leases(MarketSnapshot market)
    {
        Table table = New("leases", "lease", "instrument", "lots", "state", "start");
        foreach (Lease lease in market.Leases.Take(4))
            Add(table, [Show.Short(Show.Hex(lease.Id)), Show.Instrument(lease.Instrument), $"{lease.Lots}",
                Show.Lease(lease.State), Show.Time(lease.StartMs)]);
        return table;
    }

    private static Table New(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(title), Expand = true };
        foreach (string column in columns) table.AddColumn(new TableColumn(new Text(column)));
        return table;
    }

    private static void Add(Table table, string[] cells) =>
        table.AddRow(cells.Select(cell => new Text(cell)));
}
