using System.CommandLine;

namespace Chain.Node.Cli;

/// <summary>Where keys are and what opens them.</summary>
internal sealed class KeyFlags
{
    public KeyFlags(Flags flags)
    {
        Keys = flags.Optional(
            "--keys", "Folder of encrypted keys; default ~/.chain/keys, then the local testnet's.", "");
        PasswordFile = flags.Optional(
            "--password-file",
            "File with the password; else CHAIN_PASSWORD, a file 'password' beside, or a prompt.", "");
    }

    public Option<string> Keys { get; }

    public Option<string> PasswordFile { get; }

    public IEnumerable<Option> All => [Keys, PasswordFile];
}
