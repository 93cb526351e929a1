using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Chain.Tests.Consensus;

/// <summary>
/// Golden runs of the protocol. CHAIN_REGENERATE=1 rewrites them; the diff is then what changed.
/// </summary>
public class ScriptTests
{
    [TestCaseSource(nameof(Scripts))]
    public void A_script_runs_as_written(string name)
    {
        string path = Path.Combine(Folder(), name + ".txt");
        string expected = File.ReadAllText(path);
        string actual = Script.Run(expected);
        if (Environment.GetEnvironmentVariable("CHAIN_REGENERATE") == "1") File.WriteAllText(path, actual);
        else Assert.That(actual, Is.EqualTo(expected));
    }

    private static IEnumerable<string> Scripts() =>
        Directory.GetFiles(Folder(), "*.txt")
            .Select(Path.GetFileNameWithoutExtension).OfType<string>().Order();

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Scripts");
}
