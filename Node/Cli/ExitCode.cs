namespace Chain.Node.Cli;

/// <summary>What the process returns; listed in <c>docs/operate/cli.md</c>, scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>
    /// The ledger or the node refused it, or the answer is negative (a proof that proves nothing).
    /// </summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file, key, password or port that the operator gave cannot be used.</summary>
    public const int Configuration = 3;

    /// <summary>No node answers, or not in time; trying again later may work.</summary>
    public const int Unavailable = 69;

    /// <summary>A bug, damaged data, or a node that stopped itself.</summary>
    public const int Internal = 70;

    /// <summary>Ctrl-C or SIGTERM before there was a result.</summary>
    public const int Interrupted = 130;
}
