using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Chain.Ledger.Storage;
using Chain.Node.Cli;
using NUnit.Framework;

namespace Chain.Tests.Hygiene;

/// <summary>
/// The book of incidents quotes what the program says: each line of its log blocks is put together from texts
/// that stand in the sources, and each warning of the program stands in the book.
/// </summary>
public partial class IncidentBookTests
{
    private const string Error = "error: ";

    private static readonly string Book =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "operate", "incidents.md"));

    private static readonly string Sources = string.Join('\n', Repository.Sources()
        .Where(path => !path.StartsWith("Node.Tests", StringComparison.Ordinal))
        .Select(path => File.ReadAllText(Path.Combine(Repository.Root, path))));

    private static readonly IReadOnlyList<MessageTemplate> Said = [.. Literal().Matches(Joined(Sources))
        .Select(match => MessageTemplate.Parse(match.Groups[1].Value))
        .Where(template => template.Letters >= 6)];

    private static readonly IReadOnlyList<MessageTemplate> Advice =
        [.. Literal().Matches(Joined(File.ReadAllText(
        Path.Combine(Repository.Root, "Ledger", "Storage", "StoreException.cs"))))
        .Select(match => MessageTemplate.Parse(match.Groups[1].Value))];

    private static readonly ConcurrentDictionary<string, bool> Messages = new();

    private static readonly IReadOnlyList<(string Level, MessageTemplate Template)> Logged =
        [.. LogMessage().Matches(Joined(Sources)).Select(
            match => (match.Groups[1].Value, MessageTemplate.Parse(match.Groups[2].Value)))];

    public static IEnumerable<string> Quoted() => LogBlock().Matches(Book)
        .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Distinct();

    public static IEnumerable<string> Warnings() =>
        Logged.Where(logged => logged.Level is "Warning" or "Error" or "Critical")
            .Select(logged => logged.Template.Text);

    [TestCaseSource(nameof(Quoted))]
    public void A_quoted_line_is_what_the_program_says(string line)
    {
        bool isSaid = line.StartsWith(Error, StringComparison.Ordinal)
            ? IsSaid(line[Error.Length..])
            : Logged.Any(logged => logged.Template.Matches(line, IsValue));
        Assert.That(isSaid, line);
    }

    [TestCaseSource(nameof(Warnings))]
    public void A_warning_stands_in_the_book(string template) =>
        Assert.That(Quoted().Any(line => MessageTemplate.Parse(template).Matches(line, IsValue)), template);

    [Test]
    public void Each_way_in_which_the_store_refuses_stands_in_the_book([Values] StoreErrorKind kind)
    {
        string advice = new StoreException(kind, "found").Advice;
        Assert.That(Quoted().Any(line => line.EndsWith(advice, StringComparison.Ordinal)), advice);
    }

    [TestCase("error: the stored state hashes to <root>, not to <root>: buy a new machine.")]
    [TestCase("stopping: <where>: nothing of the kind")]
    [TestCase("validator <number> signed three contradicting votes in view <view>")]
    public void What_nobody_says_is_noticed(string line) =>
        Assert.That(() => A_quoted_line_is_what_the_program_says(line), Throws.TypeOf<AssertionException>());

    [Test]
    public void Commands_in_the_book_are_verbs()
    {
        var root = new ChainCli(CliHost.OfProcess()).Root;
        string[] commands = [.. Command().Matches(Book).Select(match => match.Groups[1].Value)];
        Assert.That(commands, Has.Length.GreaterThan(20));
        foreach (string command in commands)
            Assert.That(root.Parse(command).Errors, Is.Empty, $"chain {command}");
    }

    /// <summary>One message, or what was found and the advice about it.</summary>
    private static bool IsSaid(string text)
    {
        if (IsMessage(text)) return true;
        for (int at = text.IndexOf(": ", StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(": ", at + 1, StringComparison.Ordinal))
            if (IsMessage(text[..at]) && IsAdvice(text[(at + 2)..])) return true;
        return false;
    }

    private static bool IsMessage(string text) => Messages.GetOrAdd(
        text, static text => Said.Any(template => template.Matches(text, IsPlain)));

    /// <summary>An advice may hold another one.</summary>
    private static bool IsAdvice(string text) => IsMessage(text)
        || Advice.Any(template => template.Matches(text, filled => IsMessage(filled)));

    /// <summary>What may stand where the log has a hole.</summary>
    private static bool IsValue(string text) => IsPlain(text) || IsSaid(text);

    private static bool IsPlain(string text) => Plain().IsMatch(text);

    /// <summary>Literals that are put together over several lines, as one.</summary>
    private static string Joined(string source) => Seam().Replace(source, "");

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Seam();

    [GeneratedRegex("\"((?:[^\"\\\\\\n]|\\\\.)*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("LoggerMessage\\(Level = LogLevel\\.(\\w+),\\s*Message = \"((?:[^\"\\\\\\n]|\\\\.)*)\"")]
    private static partial Regex LogMessage();

    [GeneratedRegex("^```log\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex LogBlock();

    [GeneratedRegex(@"^(?:<[^<>]+>(?:/\w+)?|[\w.-]+)$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"(?:^|`)chain ((?:[a-z-]+)(?: [^`#\n]+)?)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
