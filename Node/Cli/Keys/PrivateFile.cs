using System.Text.Json;

namespace Chain.Node.Cli.Keys;

/// <summary>A secret of one account, in a file that only its owner may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="path">Of the file.</param>
    /// <param name="what">The file should hold.</param>
    /// <param name="isWhole">Whether what was read can be used.</param>
    /// <returns>Null where there is no file.</returns>
    /// <exception cref="CliError">The file is damaged.</exception>
    public static T? Read<T>(string path, string what, Func<T, bool> isWhole) where T : class
    {
        if (!File.Exists(path)) return null;
        try
        {
            T? secret = JsonSerializer.Deserialize<T>(File.ReadAllBytes(path));
            if (secret is not null && isWhole(secret)) return secret;
        }
        catch (JsonException)
        {
            // Told below, as any other damage.
        }
        throw new CliError(ExitCode.Configuration, $"{path} holds no {what}");
    }

    /// <summary>Durable when it returns.</summary>
    public static void Write<T>(string path, T secret)
    {
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        string temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, secret);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
