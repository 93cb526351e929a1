using System.Text.Json;
using Chain.Node.Configuration;

namespace Chain.Node.Cli.Testnet;

/// <summary>
/// <c>testnet.json</c>: the nodes of a local testnet and the processes they were last started as.
/// </summary>
internal sealed record TestnetFile(string ChainId, int BasePort, IReadOnlyList<TestnetNode> Nodes)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Null when there is no testnet here.</summary>
    /// <exception cref="ConfigurationException">The file is damaged.</exception>
    public static TestnetFile? TryLoad(TestnetHome home) => !File.Exists(home.File) ? null
        : ConfigurationException.Reading(home.File, () =>
            JsonSerializer.Deserialize<TestnetFile>(File.ReadAllBytes(home.File), Json)
            ?? throw new JsonException("the file holds null"));

    /// <summary>Written beside and renamed, so that a reader sees the old or the new file.</summary>
    public void Save(TestnetHome home)
    {
        string next = home.File + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(next, home.File, overwrite: true);
    }
}

/// <param name="Pid">Process it was last started as; 0 when stopped.</param>
/// <param name="Api">URL of its client API.</param>
internal sealed record TestnetNode(string Name, int Pid, string Api, string Home);
