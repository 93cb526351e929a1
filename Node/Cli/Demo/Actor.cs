using Chain.Crypto;

namespace Chain.Node.Cli.Demo;

/// <summary>A party of the story: its name on the ledger, and the key of its one account.</summary>
internal sealed record Actor(string Party, ECPrivKey Key) : IDisposable
{
    public AccountId Account { get; } = Key.Account;

    public void Dispose() => Key.Dispose();
}
