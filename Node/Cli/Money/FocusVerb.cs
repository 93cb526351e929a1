using System.CommandLine;
using System.Globalization;
using Chain.Client.Focus;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Node.Cli.Money;

/// <summary><c>focus export</c>: an account's costs for the tools that read cloud bills.</summary>
internal static class FocusVerb
{
    public static Command Create(ChainCli cli) =>
        new Command("focus", "Costs in the format of FOCUS (focus.finops.org), as clouds bill them.")
    {
        Export(cli),
    };

    private static Verb Export(ChainCli cli)
    {
        var who = new Argument<string>("ACCOUNT") { Description = "Address, or name of a key." };
        Option<string> from = cli.Flags.Optional(
            "--from-time", "First instant, in UTC, as 2026-11-01 or 2026-11-01T18:00; none: the first block.",
            "");
        Option<string> to = cli.Flags.Optional(
            "--to-time", "End, excluded; none: the newest block.", "");
        var keys = new KeyFlags(cli.Flags);
        return new Verb("export",
            "Writes an account's charges as CSV (FOCUS 1.2), and on stderr how they add up with what it "
            + "holds.",
            "chain focus export buyer1 --from-time 2026-11-01 --to-time 2026-12-01 > costs.csv",
            who, from, to)
            .With(keys.All).Does(cli, async run =>
            {
                ulong fromMs = Time(run.Get(from), 0), toMs = Time(run.Get(to), ulong.MaxValue);
                if (toMs < fromMs) throw new CliError(ExitCode.Usage, "--to-time is before --from-time");
                ByteString account = Arguments.Account(run, who, keys).ToByteString();
                NodeStatus status = await run.Client.Node.GetStatusAsync(new GetStatusRequest(), run.Call);
                var export = new FocusExport(
                    run.Client, () => run.Call, new FocusScope(account, status.ChainId, fromMs, toMs));
                try
                {
                    await run.Host.Out.WriteAsync($"{FocusRow.Header}\n");
                    await export.RunAsync(row => run.Host.Out.WriteAsync($"{row.ToCsv()}\n"));
                }
                catch (FocusException error)
                {
                    Reconciliation(run, export);
                    throw new CliError(ExitCode.Refused, error.Message);
                }
                Reconciliation(run, export);
                return ExitCode.Ok;
            });
    }

    private static void Reconciliation(Invocation run, FocusExport export)
    {
        foreach (FocusLedger ledger in export.Ledgers)
        {
            if (ledger.Rows == 0 && ledger.Opening == 0 && ledger.Closing == 0) continue;
            run.Say($"{ledger.Asset}: {ledger.Text(ledger.Opening)} at first, "
                + $"{ledger.Text(ledger.Funding)} brought in, {ledger.Text(ledger.Earned)} earned, "
                + $"{ledger.Text(ledger.Billed)} billed in {ledger.Rows} rows, "
                + $"{ledger.Text(ledger.Closing)} at last");
            run.Say($"{ledger.Asset}: in block {export.Height} the ledger holds {ledger.Text(ledger.Held)}, "
                + $"the history says {ledger.Text(ledger.Newest)}");
        }
    }

    /// <returns>Unix milliseconds.</returns>
    private static ulong Time(string text, ulong absent)
    {
        if (text.Length == 0) return absent;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time)
            && time >= DateTimeOffset.UnixEpoch
            ? (ulong)time.ToUnixTimeMilliseconds()
            : throw new CliError(
                ExitCode.Usage, $"'{text}' is no time", "Write it as 2026-11-01T18:00, in UTC.");
    }
}
