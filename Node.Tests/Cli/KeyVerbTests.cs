using Chain.Crypto;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.Cli;

public sealed class KeyVerbTests : CliTest
{
    [Test]
    public async Task A_new_key_is_listed_shown_and_opened_by_its_password()
    {
        string password = Cli.Write("password.txt", "correct horse\n");
        CliResult made = await Cli.RunAsync(
            "keys", "new", "alice", "--light", "--password-file", password, "-o", "json");
        Assert.That(made.Code, Is.Zero, made.Error);
        string account = made.Json.GetProperty("account").GetString()!;
        Assert.That(Address.TryDecode(account, out _), Is.True);

        CliResult listed = await Cli.RunAsync("keys", "list", "-o", "json");
        Assert.That(listed.Json[0].GetProperty("account").GetString(), Is.EqualTo(account));
        CliResult shown = await Cli.RunAsync("keys", "show", "alice", "--check", "--password-file", password);
        Assert.That(shown.Code, Is.Zero, shown.Error);
        Assert.That(shown.Out, Does.Contain(account));
        Assert.That(File.Exists(Cli.PathOf(".chain", "keys", "alice.json")), Is.True);
    }

    [Test]
    public async Task A_wrong_password_is_a_configuration_error_with_a_remedy()
    {
        Cli.Environment["CHAIN_PASSWORD"] = "right";
        await Cli.RunAsync("keys", "new", "alice", "--light");
        Cli.Environment["CHAIN_PASSWORD"] = "wrong";
        CliResult result = await Cli.RunAsync("keys", "show", "alice", "--check");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("--password-file"));
    }

    [Test]
    public async Task Keys_are_never_overwritten()
    {
        Cli.Environment["CHAIN_PASSWORD"] = "right";
        await Cli.RunAsync("keys", "new", "alice", "--light");
        byte[] before = File.ReadAllBytes(Cli.PathOf(".chain", "keys", "alice.json"));
        CliResult again = await Cli.RunAsync("keys", "new", "alice", "--light");
        Assert.That(again.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(File.ReadAllBytes(Cli.PathOf(".chain", "keys", "alice.json")), Is.EqualTo(before));
    }

    [Test]
    public async Task Without_password_and_terminal_it_says_how_to_give_one()
    {
        CliResult result = await Cli.RunAsync("keys", "new", "alice", "--light");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("CHAIN_PASSWORD"));
    }

    [Test]
    public async Task A_password_may_be_typed()
    {
        Cli.Secret = "typed";
        Assert.That((await Cli.RunAsync("keys", "new", "alice", "--light")).Code, Is.Zero);
        using ECPrivKey key = Keystore.Open(Cli.PathOf(".chain", "keys", "alice.json"), "typed");
    }

    [TestCase("../escape")]
    [TestCase("a/b")]
    [TestCase(".hidden")]
    public async Task Names_cannot_leave_the_folder(string name)
    {
        Cli.Secret = "typed";
        Assert.That((await Cli.RunAsync("keys", "new", name, "--light")).Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task A_missing_key_is_named_with_where_it_was_looked_for()
    {
        CliResult result = await Cli.RunAsync("keys", "show", "nobody");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("nobody").And.Contain(Cli.PathOf(".chain", "keys")));
    }
}
