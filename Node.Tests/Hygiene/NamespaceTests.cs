using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Chain.Tests.Hygiene;

/// <summary>A namespace is its folder; the few that are not stand here with their reason.</summary>
public partial class NamespaceTests
{
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        // The vocabulary that every project speaks: its folders only sort it.
        ["Proto"] = "Chain",
        ["Proto/Codecs"] = "Chain",
        ["Proto/Hashing"] = "Chain",
        ["Proto/Values"] = "Chain",
        // The names of the packages that these folders stand in for (ADR 1).
        ["Proto/Grpc"] = "Grpc.Core",
        ["Proto/Grpc/Wire"] = "Grpc.Core.Wire",
        ["Client/Grpc"] = "Grpc.Net.Client",
        ["Node/Rpc/ServerCallContextExtensions.cs"] = "Grpc.Core",
        // A namespace of that name would hide its class.
        ["Ledger/Storage/RocksDb"] = "Chain.Ledger.Storage.Rocks",
        ["Node.Tests"] = "Chain.Tests",
    };

    private static IEnumerable<string> Folders() => Repository.Sources()
        .Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/')).Distinct();

    [TestCaseSource(nameof(Folders))]
    public void A_namespace_is_its_folder(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs"))
        {
            if (Declared().Match(File.ReadAllText(path)) is not { Success: true } declared) continue;
            string own = $"{folder}/{Path.GetFileName(path)}";
            string usual =
                folder.Replace('/', '.').Replace("Node.Tests.", "Tests.", StringComparison.Ordinal);
            string expected = Elsewhere.GetValueOrDefault(own) ?? Elsewhere.GetValueOrDefault(folder)
                ?? $"Chain.{usual}";
            Assert.That(declared.Groups[1].Value, Is.EqualTo(expected), own);
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();
}
