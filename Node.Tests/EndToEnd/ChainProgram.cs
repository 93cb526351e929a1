using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>The built program, <c>chain</c>, which the build puts next to the tests.</summary>
internal static class ChainProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "chain");

    /// <summary>Runs a command line to its end; one that does not end is killed and fails the test.</summary>
    public static async Task<CliResult> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(Clean(new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }))!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new CliResult(string.Join(' ', arguments), process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new AssertionException($"`chain {string.Join(' ', arguments)}` did not end");
        }
    }

    /// <summary>Starts a command line; all it says goes to the end of a file.</summary>
    /// <param name="log">That file.</param>
    /// <param name="environment">Variables beside those of the tests.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="wrapper">A command that runs the program as its own process; empty for none.</param>
    public static Process Launch(
        string log, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments,
        params IEnumerable<string> wrapper)
    {
        // The shell only redirects, then becomes the node: the process id stays.
        ProcessStartInfo start = Clean(new ProcessStartInfo("/bin/sh",
        [
            "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log,
            .. wrapper, Path, .. arguments,
        ]));
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>A setting in the environment of the tests is none of the program under test.</summary>
    private static ProcessStartInfo Clean(ProcessStartInfo start)
    {
        foreach (string name in start.Environment.Keys.Where(
            name => name.StartsWith("CHAIN_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return start;
    }
}

/// <summary>How a command line ended and what it wrote.</summary>
internal sealed record CliResult(string Arguments, int Code, string Out, string Error)
{
    /// <summary>Standard output as one JSON value; the exit code must be as expected.</summary>
    public JsonElement Json(int code = 0)
    {
        Assert.That(Code, Is.EqualTo(code), this.ToString());
        return JsonDocument.Parse(Out).RootElement;
    }

    /// <summary>Standard output as one JSON value a line.</summary>
    public IReadOnlyList<JsonElement> JsonLines()
    {
        Assert.That(Code, Is.Zero, this.ToString());
        return [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
            line => JsonDocument.Parse(line).RootElement)];
    }

    public override string ToString() => $"`chain {Arguments}` → {Code}\n{Out}\n{Error}";
}
