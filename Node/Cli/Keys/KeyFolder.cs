using Chain.Crypto;

namespace Chain.Node.Cli.Keys;

/// <summary>
/// Encrypted keys as files <c>NAME.json</c> in one or more folders; the first folder is where new ones go.
/// </summary>
internal sealed class KeyFolder(CliHost host, IReadOnlyList<string> folders, string passwordFile)
{
    public static KeyFolder Of(Invocation run, KeyFlags flags)
    {
        string given = run.Get(flags.Keys);
        string home = run.Host.UserHome;
        IReadOnlyList<string> folders = given.Length > 0
            ? [given]
            : [Path.Combine(home, ".chain", "keys"), Path.Combine(home, ".chain", "testnet", "keys")];
        return new KeyFolder(run.Host, folders, run.Get(flags.PasswordFile));
    }

    /// <summary>
    /// Every key's name, path and public key, by name; damaged files are reported on stderr and left out.
    /// </summary>
    public IReadOnlyList<(string Path, Keystore.Header Header)> List()
    {
        var found = new SortedDictionary<string, (string, Keystore.Header)>(StringComparer.Ordinal);
        foreach (string path in folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")))
        {
            try
            {
                found.TryAdd(Path.GetFileNameWithoutExtension(path), (path, Keystore.ReadHeader(path)));
            }
            catch (KeystoreException error)
            {
                host.Error.WriteLine($"warning: {path}: {error.Message}");
            }
        }
        return [.. found.Values];
    }

    /// <summary>Null when no folder has a key of this name.</summary>
    public Keystore.Header? Find(string name) => PathOf(name) is { } path ? Keystore.ReadHeader(path) : null;

    /// <returns>The file of a key.</returns>
    /// <exception cref="CliError">There is no such key.</exception>
    public string Locate(string name) => PathOf(name) ?? throw new CliError(
        ExitCode.Configuration, $"there is no key '{name}' in {string.Join(" or ", folders)}",
        $"`chain keys list` shows the names, `chain keys new {name}` makes one, "
        + "--keys names another folder.");

    /// <exception cref="CliError">There is no such key, or nobody to ask for its password.</exception>
    /// <exception cref="KeystoreException">Wrong password, or a damaged file.</exception>
    public ECPrivKey Open(string name)
    {
        string path = Locate(name);
        return Keystore.Open(path, Password($"password of {name}: ", Path.GetDirectoryName(path)!));
    }

    /// <returns>The new file's path.</returns>
    public string Create(string name, ECPrivKey key, ScryptParameters parameters)
    {
        if (!IsFileName(name))
            throw new CliError(ExitCode.Usage,
                $"a key's name is 1 to {Limits.NameLength} of a-z, A-Z, 0-9, '-', '_' and '.'");
        Directory.CreateDirectory(folders[0]);
        string path = Path.Combine(folders[0], name + ".json");
        Keystore.Create(path, name, key, Password($"new password of {name}: ", folders[0]), parameters);
        return path;
    }

    private string? PathOf(string name) => !IsFileName(name) ? null : folders
        .Select(folder => Path.Combine(folder, name + ".json")).FirstOrDefault(File.Exists);

    private string Password(string prompt, string folder)
    {
        if (passwordFile.Length > 0) return FirstLine(passwordFile);
        if (host.Environment("CHAIN_PASSWORD") is { Length: > 0 } password) return password;
        string beside = Path.Combine(folder, "password");
        if (File.Exists(beside)) return FirstLine(beside);
        return host.AskSecret(prompt) ?? throw new CliError(
            ExitCode.Configuration, "a password is needed and there is no terminal to ask on",
            "Give --password-file or CHAIN_PASSWORD.");
    }

    private static string FirstLine(string path) => File.ReadLines(path).FirstOrDefault("");

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= Limits.NameLength && name[0] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
