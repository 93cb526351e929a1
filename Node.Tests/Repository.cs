using System.Text.RegularExpressions;

namespace Chain.Tests;

/// <summary>Where the checkout is, and its source files.</summary>
internal static partial class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Every C# file that somebody wrote, relative to the root.</summary>
    public static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Generated().IsMatch(path))
            .Select(path => Path.GetRelativePath(Root, path));

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Chain.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("no Chain.sln above the tests");
    }

    [GeneratedRegex(@"[\\/](obj|bin|node_modules|\.build)[\\/]")]
    private static partial Regex Generated();
}
