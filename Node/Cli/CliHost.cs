namespace Chain.Node.Cli;

/// <summary>The world outside a verb: where it writes, what it reads, what time it is.</summary>
internal sealed record CliHost
{
    /// <summary>Data only.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Talk: progress, errors, hints.</summary>
    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Value of an environment variable, null or empty when unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The operator's home folder.</summary>
    public required string UserHome { get; init; }

    /// <summary>True where <see cref="Out"/> is a screen that can be redrawn.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Asks for a secret without echo; null where nobody can be asked.</summary>
    public required Func<string, string?> AskSecret { get; init; }

    public static CliHost OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        Time = TimeProvider.System,
        Environment = System.Environment.GetEnvironmentVariable,
        UserHome = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile),
        IsTerminal = !Console.IsOutputRedirected,
        AskSecret = ReadSecret,
    };

    private static string? ReadSecret(string prompt)
    {
        if (Console.IsInputRedirected) return null;
        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
