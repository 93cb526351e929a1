namespace Chain.Node.Cli;

/// <summary>A verb cannot go on: what is wrong, what to do about it, and the exit code.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "Every one has a code.")]
internal sealed class CliError(int exitCode, string message, string? remedy = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Remedy { get; } = remedy;
}
