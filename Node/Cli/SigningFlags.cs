using System.CommandLine;

namespace Chain.Node.Cli;

/// <summary>Who signs a transaction, and whether it is sent.</summary>
internal sealed class SigningFlags
{
    public SigningFlags(Flags flags)
    {
        From = flags.Required<string>("--from", "Name of the key that signs.");
        SignOnly = flags.Optional(
            "--sign-only", "Write the signed transaction in hexadecimal; send nothing.", false);
        Key = new KeyFlags(flags);
    }

    public Option<string> From { get; }

    public Option<bool> SignOnly { get; }

    public KeyFlags Key { get; }

    public IEnumerable<Option> All => [From, SignOnly, .. Key.All];
}
