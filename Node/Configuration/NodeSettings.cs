using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Chain.Node.Configuration;

/// <summary>A setting's value and where it came from: flag, environment, file or default.</summary>
public sealed record SettingValue(SettingKey Key, string Value, string Origin);

/// <summary>
/// The settings of one node. A flag beats the environment, which beats <c>node.json</c>,
/// which beats the default.
/// </summary>
public sealed record NodeSettings
{
    public const string FileName = "node.json";

    public required string Home { get; init; }
    public required string Name { get; init; }
    public required string Consortium { get; init; }
    public required IPEndPoint PeerListen { get; init; }
    public required IPEndPoint ApiListen { get; init; }
    public required string Data { get; init; }
    public required string ValidatorKey { get; init; }
    public required string TlsCertificate { get; init; }
    public required string PasswordFile { get; init; }
    public required bool Rejoin { get; init; }
    public required LogLevel LogLevel { get; init; }

    /// <summary>Every setting with its origin, in the order of <see cref="SettingKey.All"/>.</summary>
    public required IReadOnlyList<SettingValue> Origins { get; init; }

    /// <param name="home">Folder of the node; relative paths inside settings start here.</param>
    /// <param name="flags">Given on the command line, by <see cref="SettingKey.Name"/>.</param>
    /// <exception cref="ConfigurationException">
    /// A key is unknown or missing, or a value is not what it should be.
    /// </exception>
    public static NodeSettings Load(string home, IReadOnlyDictionary<string, string> flags)
    {
        home = Path.GetFullPath(home);
        IReadOnlyDictionary<string, string> file = ReadFile(Path.Combine(home, FileName));
        var values = SettingKey.All.Select(key => Resolve(key, flags, file)).ToList();
        string Text(SettingKey key) => values.Single(value => value.Key == key).Value;
        string Full(SettingKey key) => Path.GetFullPath(Path.Combine(home, Text(key)));
        return new NodeSettings
        {
            Home = home,
            Name = Text(SettingKey.NodeName),
            Consortium = Full(SettingKey.Consortium),
            PeerListen = EndPoint(SettingKey.PeerListen, Text(SettingKey.PeerListen)),
            ApiListen = EndPoint(SettingKey.ApiListen, Text(SettingKey.ApiListen)),
            Data = Full(SettingKey.Data),
            ValidatorKey = Full(SettingKey.ValidatorKey),
            TlsCertificate = Full(SettingKey.TlsCertificate),
            PasswordFile = Full(SettingKey.PasswordFile),
            Rejoin = bool.TryParse(Text(SettingKey.Rejoin), out bool rejoin)
                ? rejoin : throw Wrong(SettingKey.Rejoin, "true or false"),
            LogLevel = Enum.TryParse(Text(SettingKey.LogLevel), ignoreCase: true, out LogLevel level)
                ? level : throw Wrong(SettingKey.LogLevel, "trace, debug, information, warning or error"),
            Origins = values,
        };
    }

    private static SettingValue Resolve(
        SettingKey key, IReadOnlyDictionary<string, string> flags, IReadOnlyDictionary<string, string> file)
    {
        if (flags.TryGetValue(key.Name, out string? flag))
            return new SettingValue(key, flag, $"flag {key.Flag}");
        if (Environment.GetEnvironmentVariable(key.Variable) is { Length: > 0 } variable)
            return new SettingValue(key, variable, $"environment {key.Variable}");
        if (file.TryGetValue(key.Name, out string? text)) return new SettingValue(key, text, FileName);
        return key.Default is { } value
            ? new SettingValue(key, value, "default")
            : throw new ConfigurationException(
                $"setting '{key.Name}' is missing: give {key.Flag}, {key.Variable} or the key in {FileName}");
    }

    private static Dictionary<string, string> ReadFile(string path)
    {
        if (!File.Exists(path)) return [];
        Dictionary<string, string> file = ConfigurationException.Reading(path, () =>
            JsonSerializer.Deserialize<Dictionary<string, string>>(
                File.ReadAllBytes(path), ConsortiumFile.Json) ?? []);
        string? unknown = file.Keys.FirstOrDefault(name => SettingKey.All.All(key => key.Name != name));
        return unknown is null ? file : throw new ConfigurationException(
            $"{path}: unknown setting '{unknown}'; known are "
            + string.Join(", ", SettingKey.All.Select(key => key.Name)));
    }

    private static IPEndPoint EndPoint(SettingKey key, string text) =>
        text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out IPEndPoint? endPoint)
            ? endPoint : throw Wrong(key, "an IP address and port such as 127.0.0.1:7001");

    private static ConfigurationException Wrong(SettingKey key, string expected) =>
        new($"setting '{key.Name}' must be {expected}");
}
