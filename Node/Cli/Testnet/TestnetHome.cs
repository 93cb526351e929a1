namespace Chain.Node.Cli.Testnet;

/// <summary>Where everything of a local testnet lies.</summary>
internal sealed record TestnetHome(string Root)
{
    public string File => Path.Combine(Root, "testnet.json");

    /// <summary>The players' keys, one password for all.</summary>
    public string Keys => Path.Combine(Root, "keys");

    public string Password => Path.Combine(Keys, "password");

    public string Node(string name) => Path.Combine(Root, name);

    public string Log(string name) => Path.Combine(Root, name, "log");

    public static string NodeName(int number) => $"node{number + 1}";
}
