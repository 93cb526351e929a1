using System.CommandLine;

namespace Chain.Node.Cli;

/// <summary>Flags that every verb understands.</summary>
internal sealed class GlobalFlags
{
    public GlobalFlags(Flags flags)
    {
        Output = flags.OneOf("--output", "How data is written to stdout.", "table", "table", "json");
        Output.Aliases.Add("-o");
        Node = flags.Optional("--node", "URL of a node's client API.", "http://127.0.0.1:7002");
        Timeout = flags.Optional("--timeout", "Seconds to wait for an answer or a receipt.", 30u);
        foreach (Option option in All) option.Recursive = true;
    }

    public Option<string> Output { get; }

    public Option<string> Node { get; }

    public Option<uint> Timeout { get; }

    public IEnumerable<Option> All => [Output, Node, Timeout];
}
