using Chain.Node.Configuration;
using Chain.Node.Doctor;

namespace Chain.Node.Cli.Nodes;

/// <summary><c>doctor</c>: what a stopped node would say of itself.</summary>
internal static class DoctorVerb
{
    private const ulong BlocksPerLine = 10_000;

    public static Verb Create(ChainCli cli)
    {
        var flags = new NodeFlags(cli.Flags);
        System.CommandLine.Option<bool> deep = cli.Flags.Optional(
            "--deep", "Also execute all blocks again, and read all derived rows; takes as long as a rebuild.",
            false);
        return new Verb("doctor",
            "Checks a stopped node's configuration and data, changes nothing, and says what a start would "
            + "do and what to type; 1 unless it is sound or mends itself.",
            "chain doctor --home ~/.chain/testnet/node1", deep).With(flags.All)
            .Does(cli, run => Examine(run, flags.Load(run), run.Get(deep)));
    }

    private static int Examine(Invocation run, NodeSettings settings, bool deep)
    {
        ConsortiumFile file = ConsortiumFile.Load(settings.Consortium);
        void Progress(string what, Height at, Height last)
        {
            run.Cancel.ThrowIfCancellationRequested();
            if (at.Value > 0 && at.Value % BlocksPerLine == 0) run.Say($"{what} {at} of {last} ...");
        }
        IReadOnlyList<Finding> findings =
            new Examination(settings, file, deep, finding => Tell(run, finding), Progress).Run();
        IReadOnlyList<string> steps = Prescription.Of(settings, file, findings);
        bool sound = findings.All(finding => finding.Verdict != Verdict.Fault);
        string result = !sound ? "fault"
            : findings.Any(finding => finding.Verdict == Verdict.Mends) ? "mends itself" : "sound";
        if (run.Print.IsJson) run.Print.One(new Shape(result, [.. findings.Select(CheckShape.From)], steps));
        else Conclude(run, result, steps);
        return sound ? ExitCode.Ok : ExitCode.Refused;
    }

    private static void Tell(Invocation run, Finding finding)
    {
        if (run.Print.IsJson) return;
        string atStart = finding.AtStart.Length == 0 ? "" : $"; at start: {finding.AtStart}";
        run.Host.Out.WriteLine($"{Word(finding.Verdict),-8}{finding.Check,-13}{finding.Found}{atStart}");
    }

    private static void Conclude(Invocation run, string result, IReadOnlyList<string> steps)
    {
        run.Host.Out.WriteLine(result switch
        {
            "sound" => "result: sound; the node can start",
            "fault" when steps.Count == 1 => "result: fault; do this:",
            "fault" => "result: fault; do this, in this order:",
            _ => "result: start the node, it mends itself",
        });
        foreach (string step in steps) run.Host.Out.WriteLine($"  {step}");
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Sound => "ok",
        Verdict.Mends => "mends",
        Verdict.Fault => "FAULT",
        _ => "skipped",
    };

    /// <summary>All of it, as JSON.</summary>
    private sealed record Shape(string Result, IReadOnlyList<CheckShape> Checks, IReadOnlyList<string> Steps);

    /// <summary>One check as JSON; the verdict is ok, mends, FAULT or skipped.</summary>
    private sealed record CheckShape(string Check, string Verdict, string Found, string AtStart)
    {
        public static CheckShape From(Finding finding) =>
            new(finding.Check, Word(finding.Verdict), finding.Found, finding.AtStart);
    }
}
