using System.Globalization;

namespace Chain.Tests.Plants;

/// <summary>
/// All planted bugs, read from the files beside this one. A plant is its number and what it is; "finding", a
/// regular expression of what its checker says; "scene" where it needs one; and for each "file" the text that
/// is replaced (-) and what stands in its place (+), line by line. Plants are parted by empty lines.
/// </summary>
internal static class PlantCatalog
{
    private static readonly string[] files = ["protocol.plants", "storage.plants", "ledger.plants"];

    public static IReadOnlyList<Plant> All { get; } = [.. files.SelectMany(Read)];

    private static IEnumerable<Plant> Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "Node.Tests", "Plants", name));
        return text.Trim('\n').Split("\n\n").Select(plant => Plant(plant.Split('\n')));
    }

    private static Plant Plant(string[] lines)
    {
        string[] title = lines[0].Split(' ', 2);
        int number = int.Parse(title[0], CultureInfo.InvariantCulture);
        return new Plant(number, title[1], After("finding ", lines)!, Edits(lines))
        {
            Scene = After("scene ", lines) ?? "",
        };
    }

    private static string? After(string word, string[] lines) =>
        lines.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..];

    private static Edit[] Edits(string[] lines)
    {
        var edits = new List<Edit>();
        int at = Array.FindIndex(lines, line => line.StartsWith("file ", StringComparison.Ordinal));
        while (at < lines.Length)
        {
            string file = After("file ", lines[at..])!;
            at++;
            edits.Add(new Edit(file, Block('-'), Block('+')));
        }
        return [.. edits];

        string Block(char mark)
        {
            int start = at;
            while (at < lines.Length && lines[at].StartsWith(mark)) at++;
            return string.Join('\n', lines[start..at].Select(line => line[1..]));
        }
    }
}
