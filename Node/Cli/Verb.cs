using System.CommandLine;

namespace Chain.Node.Cli;

/// <summary>A command with an example, whose failures become one sentence and an exit code.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, string example, params Symbol[] parts)
        : base(name, description)
    {
        Example = example;
        foreach (Symbol part in parts)
        {
            if (part is Argument argument) Add(argument);
            else if (part is Option option) Add(option);
            else Add((Command)part);
        }
    }

    /// <summary>A command line that works against a local testnet.</summary>
    public string Example { get; }

    public Verb Does(ChainCli cli, Func<Invocation, Task<int>> action)
    {
        SetAction((parsed, cancel) => Failures.GuardAsync(cli.Host, async () =>
        {
            using var run = new Invocation(cli, parsed, cancel);
            return await action(run);
        }));
        return this;
    }

    public Verb Does(ChainCli cli, Func<Invocation, int> action) =>
        Does(cli, run => Task.FromResult(action(run)));

    public Verb With(IEnumerable<Option> options)
    {
        foreach (Option option in options) Add(option);
        return this;
    }
}
