using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Chain.Tests.Hygiene;

/// <summary>
/// The house's style as a test: lengths, left-over notes, and words that this project does not say.
/// </summary>
public partial class StyleTests
{
    private const int LongestFile = 400;
    private const int LongestLine = 140;

    // The house wants 110 columns. What is longer is counted, and the count may only fall.
    private const int WantedLine = 110;
    private const int LongerLines = 96;

    private const int LongestFunction = 70;

    [TestCaseSource(typeof(Repository), nameof(Repository.Sources))]
    public void A_source_file_reads_well(string path)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, path));
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.AtMost(LongestFile), "lines in the file");
            Assert.That(lines.Max(line => line.Length), Is.AtMost(LongestLine), "longest line");
            Assert.That(lines.Where(line => Unfinished().IsMatch(line)), Is.Empty, "unfinished");
            Assert.That(lines.Where(line => Underscored().IsMatch(line)), Is.Empty, "fields are plain words");
            Assert.That(LongestBody(lines), Is.AtMost(LongestFunction), "longest function");
        });
    }

    [Test]
    public void Lines_longer_than_the_house_wants_only_get_fewer()
    {
        int longer = Repository.Sources().Sum(path => File.ReadLines(Path.Combine(Repository.Root, path))
            .Count(line => line.Length > WantedLine));
        Assert.That(longer, Is.AtMost(LongerLines), "lower the number when it falls, never raise it");
    }

    [Test]
    public void Packages_have_one_place_for_versions()
    {
        foreach (string project in Directory.EnumerateFiles(
            Repository.Root, "*.csproj", SearchOption.AllDirectories))
            Assert.That(File.ReadAllText(project), Does.Not.Contain("Version=\""), project);
    }

    /// <summary>
    /// Lines between the braces of members, which stand at four columns in a file-scoped namespace.
    /// </summary>
    private static int LongestBody(string[] lines)
    {
        int longest = 0, start = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "    {") start = i;
            else if (lines[i] is "    }" or "    };" && start >= 0)
            {
                longest = Math.Max(longest, IsType(lines, start) ? 0 : i - start - 1);
                start = -1;
            }
        }
        return longest;
    }

    private static bool IsType(string[] lines, int brace) =>
        lines[Math.Max(0, brace - 3)..brace].Any(line => TypeDeclaration().IsMatch(line));

    [GeneratedRegex(@"\b(TO" + "DO|FIX" + "ME|HA" + "CK)\b|NotImplemented" + "Exception")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^\s+(private|protected|internal|public) [\w<>,.?\[\]() ]* _\w+( =|;)")]
    private static partial Regex Underscored();

    [GeneratedRegex(@"\b(class|struct|record|enum|interface)\b")]
    private static partial Regex TypeDeclaration();
}
