using System.Globalization;
using Chain.Ledger;

namespace Chain.Bench;

/// <summary>The ledger alone on one thread: place, cancel, match, and a root per block.</summary>
internal static class LedgerBench
{
    private const int OperationsPerBlock = 5_000;

    /// <summary>Measures and prints; signatures and parsing are not included.</summary>
    public static void Run(LedgerOptions options, TextWriter output)
    {
        double? small = null;
        foreach (int orders in options.Orders)
        {
            double perSecond = Measure(orders, options.Accounts ?? orders, options.Blocks, output);
            small ??= perSecond;
            if (orders == options.Orders[0]) continue;
            Tell(output, $"  an operation costs {small / perSecond:0.00} x one at {options.Orders[0]:N0}");
        }
        foreach (int leases in options.Leases) DueBench.Measure(leases, output);
    }

    /// <param name="resting">Orders in all books together, kept about constant.</param>
    /// <param name="blocks">Blocks measured, after as many not measured.</param>
    private static double Measure(int resting, int accounts, int blocks, TextWriter output)
    {
        ProcessMemory.StartAnew();
        var ledger = new LedgerUnderTest(accounts);
        var flow = new OrderFlow(ledger, accounts, resting);
        foreach (Transaction[] block in flow.Attestations().Chunk(256)) ledger.Apply(block);
        while (flow.Fill(OperationsPerBlock) is { Length: > 0 } block) ledger.Apply(block);
        for (int i = 0; i < blocks; i += 1) ledger.Apply(flow.Mixed(OperationsPerBlock));
        double peakBefore = ProcessMemory.Peak();

        ProcessMemory.StartAnew();
        ledger.Times.Clear();
        var time = new TimeSpan();
        int rows = 0, auctions = 0;
        for (int i = 0; i < blocks; i += 1)
        {
            (BlockOutcome outcome, TimeSpan took) = ledger.Apply(flow.Mixed(OperationsPerBlock));
            time += took;
            rows += outcome.Changes.Count;
            auctions += outcome.Trades.Count;
        }
        double perSecond = blocks * (double)OperationsPerBlock / time.TotalSeconds;
        double peak = ProcessMemory.Peak();
        double live = ProcessMemory.Live();

        Tell(output, $"ledger: {flow.Resting:N0} orders in {flow.Books} books, {accounts:N0} accounts:");
        Tell(output, $"  {perSecond:N0} order operations/s, {1e6 / perSecond:0.00} us each");
        ledger.Times.Tell(output, OperationsPerBlock);
        Tell(output, $"  a block: {rows / blocks:N0} rows, {auctions / blocks:N0} auctions");
        Tell(output, $"  MB: live {live:N0}, peak RSS {peak:N0}, while it was filled {peakBefore:N0}");
        TellMemory(ledger.State, output);
        GC.KeepAlive(ledger);
        return perSecond;
    }

    public static void TellMemory(LedgerState state, TextWriter output)
    {
        foreach (MemoryUse use in state.Memory())
            if (use.Items > 0 && use.Bytes >= 1 << 20)
                Tell(output, $"    {use.Part,-12} {use.Items,10:N0} x {use.Bytes / use.Items,4:N0} bytes");
    }

    private static void Tell(TextWriter output, FormattableString line) =>
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
