using System.Diagnostics;

namespace Chain.Node.Cli.Nodes;

/// <summary>
/// One node as a process of the operating system: started from this very program, its talk in a log file.
/// </summary>
internal static class DaemonProcess
{
    /// <summary>
    /// Starts <c>chain node start</c> in a session of its own, so that it outlives us and our Ctrl-C.
    /// </summary>
    /// <returns>Its process id.</returns>
    public static int Start(string home, string log)
    {
        // The shell only redirects, then becomes the node: the id stays.
        using Process process = Run(
            "/bin/sh",
            ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log,
                .. Self(), "node", "start", "--home", home, "--own-session"]);
        return process.Id;
    }

    /// <summary>Runs <c>chain node init</c> to its end.</summary>
    /// <returns>Exit code and everything it said.</returns>
    public static async Task<(int Code, string Talk)> InitAsync(string home, CancellationToken cancel)
    {
        IReadOnlyList<string> self = Self();
        using Process process = Run(
            self[0], [.. self.Skip(1), "node", "init", "--home", home], redirect: true);
        Task<string> error = process.StandardError.ReadToEndAsync(cancel);
        string output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, (output + await error).Trim());
    }

    /// <summary>
    /// True when the process lives and was started for this home; a number that the system gave to
    /// another program meanwhile is not ours.
    /// </summary>
    public static bool IsAlive(int pid, string home) =>
        pid > 1 && CommandLine(pid).Contains(home, StringComparison.Ordinal);

    private static string CommandLine(int pid)
    {
        try
        {
            if (Directory.Exists("/proc/self")) return File.ReadAllText($"/proc/{pid}/cmdline");
            using Process ps = Run("ps", ["-o", "command=", "-p", $"{pid}"], redirect: true);
            string line = ps.StandardOutput.ReadToEnd();
            ps.WaitForExit();
            return line;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static Process Run(string program, IReadOnlyList<string> arguments, bool redirect = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
        };
        // What the operator set for this program must not become a setting of every node.
        foreach (string variable in start.Environment.Keys.Where(
            name => name.StartsWith("CHAIN_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        return Process.Start(start) ?? throw new BrokenInvariantException($"{program} did not start");
    }

    /// <summary>
    /// How to start this program once more: its own executable, or dotnet with its assembly.
    /// </summary>
    private static IReadOnlyList<string> Self()
    {
        string path = Environment.ProcessPath
            ?? throw new BrokenInvariantException("the program's path is unknown");
        return Path.GetFileNameWithoutExtension(path) == "chain"
            ? [path]
            : [path, Path.Combine(AppContext.BaseDirectory, "chain.dll")];
    }
}
