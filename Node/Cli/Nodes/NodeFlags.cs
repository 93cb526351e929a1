using System.CommandLine;
using Chain.Node.Configuration;

namespace Chain.Node.Cli.Nodes;

/// <summary>
/// The settings of a node as flags: one for each <see cref="SettingKey"/>, and the home folder.
/// </summary>
internal sealed class NodeFlags
{
    private readonly IReadOnlyList<(SettingKey Key, Option<string> Flag)> settings;

    public NodeFlags(Flags flags)
    {
        Home = flags.Optional("--home", "Folder of the node, with node.json.", ".");
        // Environment and default are not the flag's: NodeSettings resolves them and remembers the origin.
        settings = SettingKey.All.Select(key => (key, new Option<string>(key.Flag)
        {
            Description =
                $"{key.Help} [{key.Variable}{(key.Default is null ? "" : $", default {key.Default}")}]",
        })).ToList();
    }

    public Option<string> Home { get; }

    /// <summary>Empty when not given on the command line.</summary>
    public Option<string> Consortium => settings.Single(setting => setting.Key == SettingKey.Consortium).Flag;

    public IEnumerable<Option> All => [Home, .. settings.Select(setting => setting.Flag)];

    /// <exception cref="ConfigurationException">A setting is missing, unknown or wrong.</exception>
    public NodeSettings Load(Invocation run)
    {
        var given = settings.Where(setting => run.IsGiven(setting.Flag))
            .ToDictionary(setting => setting.Key.Name, setting => run.Get(setting.Flag));
        return NodeSettings.Load(run.Get(Home), given);
    }
}
