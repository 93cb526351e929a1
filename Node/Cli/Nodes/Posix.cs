using System.Runtime.InteropServices;

namespace Chain.Node.Cli.Nodes;

/// <summary>The two calls that .NET does not offer: signals, and a session of one's own.</summary>
internal static partial class Posix
{
    public const int Terminate = 15;
    public const int Kill = 9;

    // As Linux numbers them.
    public const int Continue = 18;
    public const int Stop = 19;

    /// <returns>False when there is no such process, or it is not ours to signal.</returns>
    public static bool Signal(int process, int signal) => process > 1 && KillProcess(process, signal) == 0;

    /// <summary>
    /// Leaves the terminal's process group, so that its Ctrl-C reaches only the foreground program.
    /// </summary>
    public static void OwnSession() => _ = SetSession();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillProcess(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSession();
}
