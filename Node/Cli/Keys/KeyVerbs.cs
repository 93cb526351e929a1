using System.CommandLine;
using Chain.Crypto;

namespace Chain.Node.Cli.Keys;

/// <summary><c>keys new|list|show</c>: accounts' secret keys in encrypted files.</summary>
internal static class KeyVerbs
{
    public static Command Create(ChainCli cli) => new Command("keys", "Encrypted keys of accounts.")
    {
        New(cli), List(cli), ShowOne(cli),
    };

    private static Verb New(ChainCli cli)
    {
        var name = new Argument<string>("NAME") { Description = "What the key is called here." };
        Option<bool> light = cli.Flags.Optional(
            "--light", "Weak, fast password protection: for tests only.", false);
        var keys = new KeyFlags(cli.Flags);
        return new Verb("new", "Makes a key; a member must admit its account before it can act.",
            "chain keys new alice --password-file alice.password", name, light).With(keys.All)
            .Does(cli, run =>
        {
            using ECPrivKey key = ECPrivKey.Generate();
            string path = KeyFolder.Of(run, keys).Create(
                run.Get(name), key, run.Get(light) ? Keystore.LightParameters : Keystore.DefaultParameters);
            Print(run, KeyShape.From(path, Keystore.ReadHeader(path)));
            return ExitCode.Ok;
        });
    }

    private static Verb List(ChainCli cli)
    {
        var keys = new KeyFlags(cli.Flags);
        return new Verb("list", "Lists keys; needs no password.", "chain keys list").With(keys.All)
            .Does(cli, run =>
        {
            run.Print.Many(
                KeyFolder.Of(run, keys).List().Select(key => KeyShape.From(key.Path, key.Header)).ToList(),
                ["name", "account", "file"], key => [key.Name, key.Account, key.Path]);
            return ExitCode.Ok;
        });
    }

    private static Verb ShowOne(ChainCli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the key." };
        Option<bool> check = cli.Flags.Optional(
            "--check", "Open it, which proves the password and the file.", false);
        var keys = new KeyFlags(cli.Flags);
        return new Verb(
            "show", "Shows a key's account; never its secret.", "chain keys show buyer1", name, check)
            .With(keys.All).Does(cli, run =>
            {
                KeyFolder folder = KeyFolder.Of(run, keys);
                string path = folder.Locate(run.Get(name));
                if (run.Get(check))
                {
                    using ECPrivKey key = folder.Open(run.Get(name));
                    run.Say("the password opens it");
                }
                Print(run, KeyShape.From(path, Keystore.ReadHeader(path)));
                return ExitCode.Ok;
            });
    }

    private static void Print(Invocation run, KeyShape key) => run.Print.One(key,
        ("name", key.Name), ("account", key.Account), ("public key", key.PublicKey), ("file", key.Path));

    /// <summary>A key as JSON, without its secret.</summary>
    private sealed record KeyShape(string Name, string Account, string PublicKey, string Path)
    {
        public static KeyShape From(string path, Keystore.Header header) => new(
            System.IO.Path.GetFileNameWithoutExtension(path),
            Address.Encode(new AccountId(header.PublicKey.Bytes)), header.PublicKey.ToString(), path);
    }
}
