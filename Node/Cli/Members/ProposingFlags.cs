using System.CommandLine;

namespace Chain.Node.Cli.Members;

/// <summary>Who proposes, and for how long votes are taken.</summary>
internal sealed class ProposingFlags
{
    public ProposingFlags(Flags flags)
    {
        Days = flags.Optional("--days", "Days until the proposal expires, 1 to 30.", 7u);
        Signing = new SigningFlags(flags);
    }

    public Option<uint> Days { get; }

    public SigningFlags Signing { get; }

    public IEnumerable<Option> All => [Days, .. Signing.All];
}
