using System.Globalization;
using System.Text;
using Chain.Ledger;
using Chain.Ledger.Books;
using Chain.Ledger.Tables;
using Chain.Wire;

namespace Chain.Tests.Ledger;

/// <summary>
/// Everything the ledger keeps beside its rows, as text without slot numbers, which may differ.
/// </summary>
internal sealed record Indexes(string Text)
{
    public static Indexes Of(LedgerState state)
    {
        var text = new StringBuilder();
        LedgerTables tables = state.Tables;
        foreach (DueIndex due in (DueIndex[])[tables.Due, tables.LiveDue, tables.Draws])
            foreach (DueItem item in due.All) Line(text, $"due {item.TimeMs} {item.Kind} {item.Id}");
        foreach ((ulong timeMs, Hash32 id, int _) in tables.Instruments.Touched)
            Line(text, $"touched {timeMs} {id}");
        List<StateRow> rows = [.. state.Rows().Select(r => StateRow.Decode(r.Key.Span, r.After!.Value.Span)!)
            .OrderBy(r => r.ToString(), StringComparer.Ordinal)];
        List<string> parties = [.. rows.OfType<StateRow.Party>().Select(p => p.Name)];
        foreach (StateRow row in rows)
        {
            Line(text, $"{row}");
            if (row is StateRow.Instrument instrument) Book(text, tables, instrument, parties);
            if (row is StateRow.Account account) Account(text, tables, account.Id);
            if (row is StateRow.Lease lease)
                Line(text, $"sold on by {string.Join(' ', tables.Orders.OfSource(lease.Id)
                    .Select(ask => tables.Orders.KeyOf(ask).ClientOrderId).Order())}");
            if (row is StateRow.Member member) Line(text, $"live {tables.Proposals.LiveOf(member.Id)}");
            if (row is StateRow.Key key) Line(text, $"taken {tables.Keys.IsTaken(key.Present)}");
            if (row is StateRow.Parameter parameter)
                Line(text, $"holds {tables.Parameters.Of(parameter.Of)}");
        }
        Line(text, $"members {tables.Members.Present:x}, proposals {tables.Proposals.Live}");
        Bundles(text, tables);
        Requests(text, tables);
        return new Indexes(text.ToString());
    }

    private static void Account(StringBuilder text, LedgerTables tables, AccountId id)
    {
        int account = tables.Accounts.Find(id);
        List<ulong> orders = [];
        foreach (int order in tables.Orders.ChainOf(account))
            orders.Add(tables.Orders.KeyOf(order).ClientOrderId);
        Require.That(orders.Count == tables.Orders.CountOf(account));
        Line(text, $"orders {string.Join(' ', orders.Order())}");
    }

    private static void Book(
        StringBuilder text, LedgerTables tables, StateRow.Instrument row, IEnumerable<string> parties)
    {
        int slot = tables.Instruments.Find(new InstrumentKey(
            tables.Products.Find(row.ProductName), row.Delivery, row.Slot));
        foreach (string party in parties)
        {
            int found = tables.Parties.Find(party);
            OrderTable orders = tables.Orders;
            Line(text, $"of {party} {orders.CountOf(slot, found)} {orders.MinimumsOf(slot, found)}");
        }
        if (tables.Orders.BookOf(slot) is not { } book) return;
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            foreach (BookLevel level in book.On(side).Levels.ToArray())
            {
                List<string> ids = [];
                foreach (int order in tables.Orders.Chain(level.Head))
                {
                    OrderKey key = tables.Orders.KeyOf(order);
                    ids.Add($"{tables.Accounts.KeyOf(key.Account)}/{key.ClientOrderId}");
                }
                ids.Sort(StringComparer.Ordinal);
                Line(text, $"{side} {level.Price} {level.Lots} {level.Orders} {string.Join(' ', ids)}");
            }
        Line(text, $"immediate {book.Immediate.Count}, minimums {book.Minimums}");
    }

    private static void Bundles(StringBuilder text, LedgerTables tables)
    {
        string Name(int bundle)
        {
            OrderKey key = tables.Bundles.KeyOf(bundle);
            return $"{tables.Accounts.KeyOf(key.Account)}/{key.ClientOrderId}";
        }
        List<string> lines = [];
        foreach (int bundle in tables.Bundles.Slots)
            foreach (Leg leg in tables.Bundles[bundle].Legs)
            {
                string[] ids = [.. tables.Bundles.Of(leg.Instrument).ToArray().Select(Name).Order()];
                lines.Add($"bundles {tables.Products.KeyOf(leg.Instrument.Product)} {leg.Instrument.Slot} "
                    + string.Join(' ', ids));
            }
        foreach ((int party, List<int> own) in tables.Bundles.Parties)
        {
            string ids = string.Join(' ', own.Select(Name).Order());
            lines.Add($"bundles of {tables.Parties.KeyOf(party)} {ids}");
        }
        foreach (string line in lines.Order(StringComparer.Ordinal)) Line(text, $"{line}");
    }

    private static void Requests(StringBuilder text, LedgerTables tables)
    {
        List<string> lines = [];
        foreach (int request in tables.Requests.Slots)
        {
            OrderKey key = tables.Requests.KeyOf(request);
            string[] providers = [.. tables.Quotations.Of(key).ToArray()
                .Select(one => $"{tables.Accounts.KeyOf(tables.Quotations.KeyOf(one).Provider)}").Order()];
            lines.Add($"quoted {tables.Requests.IdOf(request)} {string.Join(' ', providers)} "
                + $"of {tables.Requests.OfAccount(key.Account).Length}");
        }
        foreach (int quotation in tables.Quotations.Slots)
        {
            CapacityKey capacity = tables.Quotations.CapacityOf(quotation);
            Require.That(tables.Quotations.TryFirstOf(capacity, out int first));
            lines.Add($"first {tables.Accounts.KeyOf(capacity.Provider)} {capacity.Instrument.Slot} "
                + $"{tables.Quotations[first].Commitment}");
        }
        foreach (string line in lines.Order(StringComparer.Ordinal)) Line(text, $"{line}");
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
