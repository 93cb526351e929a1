using System.CommandLine;
using Chain.Node.Cli.Keys;

namespace Chain.Node.Cli;

/// <summary>Who signs a transaction, and whether it is sent.</summary>
internal sealed class SigningFlags
{
    public SigningFlags(Flags flags)
    {
        From = flags.Required<string>("--from", "Name of the key that signs.");
        As = flags.Optional(
            "--as", "Account that --from signs for, where that is not the key's own: after a rotation.", "");
        SignOnly = flags.Optional(
            "--sign-only", "Write the signed transaction in hexadecimal; send nothing.", false);
        Key = new KeyFlags(flags);
    }

    public Option<string> From { get; }

    public Option<string> As { get; }

    public Option<bool> SignOnly { get; }

    public KeyFlags Key { get; }

    public IEnumerable<Option> All => [From, As, SignOnly, .. Key.All];

    /// <summary>The account that acts: the one of --as, else of the key.</summary>
    public AccountId Account(Invocation run)
    {
        KeyFolder folder = KeyFolder.Of(run, Key);
        string text = run.Get(As).Length > 0 ? run.Get(As) : run.Get(From);
        return Arguments.Account(text, folder);
    }
}
