using System.Text.Json;
using Chain.Node.Cli;

namespace Chain.Tests.Cli;

/// <summary>
/// Runs verbs in this process with captured output, an own environment and an own home folder.
/// </summary>
internal sealed class CliRunner : IDisposable
{
    public string Home { get; } = Directory.CreateTempSubdirectory("chain-cli-").FullName;

    public Dictionary<string, string> Environment { get; } = new() { ["CHAIN_TIMEOUT"] = "10" };

    public string Input { get; set; } = "";

    public string? Secret { get; set; }

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(Input);
        var host = new CliHost
        {
            Out = output,
            Error = error,
            In = input,
            Time = TimeProvider.System,
            Environment = name => Environment.GetValueOrDefault(name),
            UserHome = Home,
            IsTerminal = false,
            AskSecret = _ => Secret,
        };
        int code = await new ChainCli(host).RunAsync(arguments);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public string PathOf(params string[] parts) => Path.Combine([Home, .. parts]);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);
}

internal sealed record CliResult(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}
