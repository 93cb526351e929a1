using System.CommandLine;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class UsageTests : CliTest
{
    [Test]
    public async Task Every_verb_has_help_with_an_example_of_itself()
    {
        var seen = new List<string>();
        foreach ((string path, Verb verb) in Verbs(new ChainCli(CliHost.OfProcess()).Root, "chain"))
        {
            CliResult help = await Cli.RunAsync([.. path.Split(' ').Skip(1), "--help"]);
            Assert.That(help.Code, Is.Zero, path);
            Assert.That(help.Out, Does.Contain("Example:").And.Contain(verb.Example), path);
            Assert.That(verb.Example, Does.Contain(path + (verb.Arguments.Count > 0 ? " " : "")), path);
            seen.Add(path);
        }
        Assert.That(
            seen, Is.SupersetOf(new[] { "chain testnet", "chain order place", "chain proof verify" }));
    }

    [Test]
    public async Task Every_example_is_a_command_line_that_parses()
    {
        Cli.Environment["CHAIN_FROM"] = "somebody";
        var root = new ChainCli(CliHost.OfProcess()).Root;
        foreach ((string path, Verb verb) in Verbs(root, "chain"))
        {
            string example = verb.Example.Split(" > ")[0]["chain ".Length..];
            Assert.That(root.Parse(example).Errors, Is.Empty, $"{path}: {example}");
        }
        Assert.That((await Cli.RunAsync("version")).Code, Is.Zero);
    }

    [Test]
    public void Every_verb_stands_in_the_operators_manual()
    {
        string manual = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operate", "cli.md"));
        foreach ((string path, Verb _) in Verbs(new ChainCli(CliHost.OfProcess()).Root, "chain"))
            Assert.That(manual, Does.Match($@"{path}\b"));
    }

    [TestCase("nonsense")]
    [TestCase("order")]
    [TestCase("order place buy many compute-eu-1/next --limit 5 --from x")]
    [TestCase("order place rent 1 compute-eu-1/next --limit 5 --from x")]
    [TestCase("status --output yaml")]
    [TestCase("block get")]
    [TestCase("status --node ftp://x")]
    [TestCase("block get not-a-height")]
    [TestCase("book compute-eu-1")]
    [TestCase("lease show 1234")]
    [TestCase("proof get balance nobody EUR")]
    [TestCase("proof get nothing at all")]
    [TestCase("testnet --validators 17")]
    [TestCase("testnet --base-port 65530")]
    [TestCase("demo --seconds 5")]
    public async Task Wrong_usage_is_exit_code_2_and_says_why(string line)
    {
        CliResult result = await Cli.RunAsync(line.Split(' '));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage), result.Error);
        Assert.That(result.Error, Does.StartWith("error: "));
        Assert.That(result.Out, Is.Empty);
    }

    [Test]
    public async Task A_required_flag_is_named_with_its_variable()
    {
        CliResult result = await Cli.RunAsync("transfer", "bob", "5", "EUR");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("--from").And.Contain("CHAIN_FROM"));
    }

    [Test]
    public async Task Flags_come_from_the_environment_and_the_command_line_wins()
    {
        Cli.Environment["CHAIN_OUTPUT"] = "json";
        Assert.That((await Cli.RunAsync("version")).Json.GetProperty("version").GetString(), Is.Not.Empty);
        Assert.That((await Cli.RunAsync("version", "-o", "table")).Out, Does.Not.Contain("{"));
    }

    [Test]
    public async Task A_malformed_variable_is_named()
    {
        Cli.Environment["CHAIN_LIMIT"] = "many";
        CliResult result = await Cli.RunAsync("block", "list");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("CHAIN_LIMIT").And.Contain("many"));
    }

    private static IEnumerable<(string Path, Verb Verb)> Verbs(Command command, string path)
    {
        if (command is Verb verb) yield return (path, verb);
        foreach (Command child in command.Subcommands)
            foreach ((string, Verb) found in Verbs(child, $"{path} {child.Name}")) yield return found;
    }
}
