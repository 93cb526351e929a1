using Chain.Node.Cli.Money;
using Chain.Node.Cli.Testnet;
using Chain.Wire;

namespace Chain.Node.Cli.Demo;

/// <summary>Act: the ledger adds up.</summary>
internal static class Reckoning
{
    public static async Task PlayAsync(Plot plot)
    {
        plot.Tell.Act("The ledger reconciles");
        var request = new ReconcileRequest { Asset = TestnetCast.Asset };
        Reconciliation sums = await plot.Stage.AskAsync(async (client, call) =>
            await client.Market.ReconcileAsync(request, call));
        ReconciliationShape shape = ReconciliationShape.From(sums);
        plot.Tell.Say($"All {TestnetCast.Asset} after block {sums.Height}, counted account by account and "
            + "lease by lease, while everything above is still running:");
        plot.Tell.Rows([.. shape.Lines(plot.Stage.Catalog).Select(line => new Row(
            new { line.What, Amount = $"{line.Amount}" }, line.What, line.Text, line.Note))]);
        if (shape.Difference != 0)
            throw new CliError(ExitCode.Internal, "the ledger does not add up",
                "Please report it: it is a bug.");
        plot.Tell.Say($"Not a cent is missing or too many. Anyone can count again: "
            + $"chain asset reconcile {TestnetCast.Asset}", shape.ToJson());
    }
}
