using System.CommandLine;
using Chain.Wire;

namespace Chain.Node.Cli.Money;

/// <summary><c>asset reconcile</c>: whether the ledger adds up.</summary>
internal static class ReconcileVerb
{
    public static Verb Create(ChainCli cli)
    {
        var asset = new Argument<string>("ASSET") { Description = "Symbol." };
        return new Verb("reconcile",
            "Counts where every unit of an asset is, against what was minted and burnt; 1 if it does "
            + "not add up.",
            "chain asset reconcile EUR", asset).Does(cli, async run =>
        {
            Reconciliation sums = await run.Client.Market.ReconcileAsync(
                new ReconcileRequest { Asset = run.Get(asset) }, run.Call);
            Catalog catalog = await Catalog.LoadAsync(run.Client, run.Call);
            ReconciliationShape shape = ReconciliationShape.From(sums);
            List<(string, string)> lines = [("after block", $"{shape.Height}")];
            foreach (ReconciliationLine line in shape.Lines(catalog))
                lines.Add((line.What, line.Note.Length > 0 ? $"{line.Text} in {line.Note}" : line.Text));
            run.Print.One(shape.ToJson(), [.. lines]);
            return shape.Difference == 0 ? ExitCode.Ok : ExitCode.Refused;
        });
    }
}
