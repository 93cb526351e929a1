using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Chain.Node.Cli;

/// <summary>
/// Makes flags whose value may also come from the environment: <c>--base-port</c> is CHAIN_BASE_PORT.
/// </summary>
internal sealed class Flags(CliHost host)
{
    /// <summary>A flag with a default.</summary>
    public Option<T> Optional<T>(string name, string help, T fallback) where T : IParsable<T> => new(name)
    {
        Description = Describe(name, help, $"{fallback}"),
        DefaultValueFactory = result => FromEnvironment(name, result, fallback),
    };

    /// <summary>A flag that the command line or the environment must give.</summary>
    public Option<T> Required<T>(string name, string help) where T : IParsable<T> => new(name)
    {
        Description = Describe(name, help + " Required.", ""),
        DefaultValueFactory = result =>
        {
            if (host.Environment(Variable(name)) is not { Length: > 0 })
                result.AddError($"{name} is required: give it, or set {Variable(name)}.");
            return FromEnvironment<T>(name, result, default!);
        },
    };

    /// <summary>One of a few words.</summary>
    public Option<string> OneOf(string name, string help, string fallback, params string[] words)
    {
        Option<string> option = Optional(name, $"{help} One of {string.Join(", ", words)}.", fallback);
        option.Validators.Add(result =>
        {
            if (!words.Contains(result.GetValueOrDefault<string>()))
                result.AddError($"{name} must be one of {string.Join(", ", words)}.");
        });
        option.CompletionSources.Add(words);
        return option;
    }

    public static string Variable(string name) =>
        "CHAIN_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static string Describe(string name, string help, string fallback) =>
        $"{help} [{Variable(name)}{(fallback is "" or "False" ? "" : $", default {fallback}")}]";

    private T FromEnvironment<T>(string name, ArgumentResult result, T fallback) where T : IParsable<T>
    {
        string variable = Variable(name);
        if (host.Environment(variable) is not { Length: > 0 } text) return fallback;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out T? value)) return value;
        result.AddError($"environment variable {variable} holds '{text}', which is no {typeof(T).Name}.");
        return fallback;
    }
}
