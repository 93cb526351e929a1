using System.Text.Json;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class ConfigVerbTests : CliTest
{
    [SetUp]
    public void MakeTestnet() => MakeNet();

    [Test]
    public async Task Every_setting_says_where_it_comes_from()
    {
        CliResult result = await Cli.RunAsync(
            "config", "show", "--home", Net.Node("node2"), "--log-level", "debug", "--origin", "-o", "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        Dictionary<string, JsonElement> settings = result.Json.EnumerateArray()
            .ToDictionary(setting => setting.GetProperty("name").GetString()!);
        Assert.That(settings["logLevel"].GetProperty("value").GetString(), Is.EqualTo("debug"));
        Assert.That(settings["logLevel"].GetProperty("origin").GetString(), Is.EqualTo("flag --log-level"));
        Assert.That(settings["apiListen"].GetProperty("value").GetString(), Is.EqualTo("127.0.0.1:7004"));
        Assert.That(settings["apiListen"].GetProperty("origin").GetString(), Is.EqualTo("node.json"));
        Assert.That(settings["data"].GetProperty("origin").GetString(), Is.EqualTo("default"));
    }

    [Test]
    public async Task A_testnet_nodes_configuration_is_valid()
    {
        CliResult result = await Cli.RunAsync(
            "config", "validate", "--home", Net.Node("node3"), "-o", "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Json.GetProperty("validators").GetInt32(), Is.EqualTo(4));
        Assert.That(result.Json.GetProperty("chainHash").GetString(), Has.Length.EqualTo(64));
    }

    [Test]
    public async Task An_unknown_setting_is_a_configuration_error_that_names_it()
    {
        File.WriteAllText(
            Path.Combine(Net.Node("node1"), "node.json"), """{"name":"node1","colour":"blue"}""");
        CliResult result = await Cli.RunAsync("config", "validate", "--home", Net.Node("node1"));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("colour"));
    }

    [Test]
    public async Task What_a_start_would_refuse_is_not_valid()
    {
        string settings = Path.Combine(Net.Node("node1"), "node.json");
        File.WriteAllText(
            settings, File.ReadAllText(settings).Replace("node1", "node9", StringComparison.Ordinal));
        CliResult stranger = await Cli.RunAsync("config", "validate", "--home", Net.Node("node1"));
        Assert.That(stranger.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(stranger.Error, Does.Contain("'node9' is not a validator"));

        File.Copy(Path.Combine(Net.Node("node3"), "keys", "tls.pem"),
            Path.Combine(Net.Node("node2"), "keys", "tls.pem"), overwrite: true);
        CliResult impostor = await Cli.RunAsync("config", "validate", "--home", Net.Node("node2"));
        Assert.That(impostor.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(impostor.Error, Does.Contain("is not the tlsKey of 'node2'"));
    }

    [Test]
    public async Task A_home_without_a_validators_key_is_valid_and_only_follows()
    {
        File.Delete(Path.Combine(Net.Node("node1"), "keys", "validator.json"));
        CliResult result = await Cli.RunAsync("config", "validate", "--home", Net.Node("node1"));
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Contain("only follows"));
    }

    [Test]
    public async Task A_genesis_that_the_ledger_refuses_is_not_valid()
    {
        string path = Path.Combine(Net.Node("node1"), "nodes.json");
        string text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace("\"feeBps\": 20", "\"feeBps\": 501", StringComparison.Ordinal));
        CliResult result = await Cli.RunAsync("config", "validate", "--home", Net.Node("node1"));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration), result.Error);
        Assert.That(result.Error, Does.StartWith("error: "));
    }

    [Test]
    public async Task A_damaged_consortium_file_is_named()
    {
        string path = Path.Combine(Net.Node("node1"), "nodes.json");
        File.WriteAllText(
            path, File.ReadAllText(path).Replace("\"chainId\"", "\"chainid\"", StringComparison.Ordinal));
        CliResult result = await Cli.RunAsync("config", "validate", "--home", Net.Node("node1"));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain(path));
    }

    [Test]
    public async Task A_node_without_configuration_does_not_start()
    {
        CliResult result = await Cli.RunAsync("node", "start", "--home", Cli.PathOf("empty"));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("name"));
    }

    [Test]
    public async Task The_example_at_the_root_is_valid_and_of_the_form_that_testnet_writes()
    {
        string example = Path.Combine(Repository.Root, "nodes.example.json");
        CliResult result = await Cli.RunAsync(
            "config", "validate", "--consortium-only", "--home", Repository.Root, "--consortium", example,
            "-o", "json");
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Json.GetProperty("validators").GetInt32(), Is.EqualTo(4));
        string written = Path.Combine(Net.Node("node1"), "nodes.json");
        Assert.That(Shape(example), Is.EqualTo(Shape(written)));
    }

    /// <summary>Every path of property names in the file; array elements share one.</summary>
    private static SortedSet<string> Shape(string path)
    {
        var shape = new SortedSet<string>(StringComparer.Ordinal);
        Walk(JsonDocument.Parse(File.ReadAllBytes(path)).RootElement, "");
        return shape;

        void Walk(JsonElement element, string at)
        {
            if (element.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty property in element.EnumerateObject())
                    Walk(property.Value,
                        $"{at}.{(at.EndsWith(".balances", StringComparison.Ordinal) ? "*" : property.Name)}");
            else if (element.ValueKind == JsonValueKind.Array)
                foreach (JsonElement item in element.EnumerateArray()) Walk(item, at);
            else shape.Add(at);
        }
    }
}
