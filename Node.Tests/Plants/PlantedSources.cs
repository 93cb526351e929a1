using System.Security.Cryptography;
using System.Text;

namespace Chain.Tests.Plants;

/// <summary>A copy of the sources with all plants in it, each behind its switch.</summary>
internal sealed class PlantedSources
{
    private static readonly string[] projects = ["Proto", "Crypto", "Consensus", "Ledger", "Client", "Node"];

    private static readonly string[] rootFiles =
        ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    private static readonly string[] testFiles =
        ["Node.Tests.csproj", "packages.lock.json", "Rpc/echo.proto", "EndToEnd/powercut.c"];

    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    public PlantedSources(string root)
    {
        foreach (string name in rootFiles) Take(root, name);
        foreach (string project in projects) TakeFolder(root, project);
        foreach (string name in testFiles) Take(root, $"Node.Tests/{name}");
        TakeFolder(root, "Node.Tests/Simulation");
        foreach (Plant plant in PlantCatalog.All)
            foreach (Edit edit in plant.Edits) Apply(plant, edit);
        files["Proto/Planted.cs"] = """
            namespace Chain;

            /// <summary>The planted bug that is on in this thread.</summary>
            public static class Planted
            {
                [System.ThreadStatic]
                private static int active;

                public static void Set(int plant) => active = plant;

                public static bool Is(int plant) => active == plant;
            }
            """;
        Apply(null, new Edit(
            "Node.Tests/Simulation/PlantSwitch.cs", "Require.That(plant == 0)", "Chain.Planted.Set(plant)"));
    }

    /// <summary>Names these very sources.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(files.Select(file => $"{file.Key}\0{file.Value}\0")))))[..16];

    public void WriteTo(string folder)
    {
        foreach ((string path, string text) in files)
        {
            string target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, text);
        }
    }

    private void TakeFolder(string root, string folder)
    {
        string all = Path.Combine(root, folder);
        foreach (string path in Directory.EnumerateFiles(all, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(root, path);
            bool made = name.Split('/') is { } parts && (parts.Contains("obj") || parts.Contains("bin"));
            if (!made) Take(root, name);
        }
    }

    private void Take(string root, string name) => files[name] = File.ReadAllText(Path.Combine(root, name));

    private void Apply(Plant? plant, Edit edit)
    {
        string text = files[edit.File];
        int at = text.IndexOf(edit.Original, StringComparison.Ordinal);
        bool once = at >= 0 && text.IndexOf(edit.Original, at + 1, StringComparison.Ordinal) < 0;
        if (!once) throw new InvalidOperationException(
            $"plant {plant}: {edit.File} must have this text exactly once: {edit.Original}");
        string planted = edit.Planted.Replace(
            "PLANTED", $"global::Chain.Planted.Is({plant?.Number ?? 0})", StringComparison.Ordinal);
        files[edit.File] = text.Replace(edit.Original, planted, StringComparison.Ordinal);
    }
}
