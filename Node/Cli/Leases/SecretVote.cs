using Chain.Node.Cli.Keys;

namespace Chain.Node.Cli.Leases;

/// <summary>
/// A vote between its commitment and its reveal, in a file that only its owner may read, beside the key that
/// committed it. Who loses it cannot reveal.
/// </summary>
internal sealed record SecretVote(string Verdict, string Salt)
{
    public Hash32 SaltBytes() => Hash32.TryParse(Salt, out Hash32 salt) ? salt : default;

    /// <summary>Where it is kept: <c>votes/</c> in the folder of the key.</summary>
    public static string PathOf(KeyFolder keys, string key, Hash32 dispute, uint round, AccountId member) =>
        Path.Combine(Path.GetDirectoryName(keys.Locate(key))!, "votes",
            $"{dispute}-{round}-{Convert.ToHexStringLower(member.Bytes.Span[..8])}.json");

    /// <returns>Null where none was kept.</returns>
    /// <exception cref="CliError">The file is damaged.</exception>
    public static SecretVote? Read(string path) =>
        PrivateFile.Read<SecretVote>(path, "vote", vote => Hash32.TryParse(vote.Salt, out _));

    /// <summary>Durable before the commitment is sent.</summary>
    public void Write(string path) => PrivateFile.Write(path, this);
}
