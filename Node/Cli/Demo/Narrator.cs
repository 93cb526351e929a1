using System.Text;
using Spectre.Console;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// Tells a story: paragraphs and aligned rows for people, one object a line for programs.
/// </summary>
internal sealed class Narrator(Invocation run)
{
    private const int Width = 96;
    private const string Indent = "   ";

    private int act;
    private string title = "";

    public void Act(string heading)
    {
        act++;
        title = heading;
        if (run.Print.IsJson) return;
        run.Host.Out.WriteLine();
        run.Print.Terminal().Write(new Text($"{act}  {heading}{Environment.NewLine}", new Style(
            decoration: Decoration.Bold)));
    }

    /// <param name="text">Whole sentences; wrapped here.</param>
    /// <param name="facts">The same in numbers, for programs: money in minor units.</param>
    public void Say(string text, object? facts = null)
    {
        if (run.Print.IsJson) Line(text, facts);
        else foreach (string line in Wrap(text)) run.Host.Out.WriteLine(Indent + line);
    }

    /// <summary>Rows below each other; columns of numbers end, others begin in line.</summary>
    public void Rows(params IReadOnlyList<Row> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows.Max(row => row.Cells.Length)).Select(column =>
            rows.Max(row => column < row.Cells.Length ? row.Cells[column].Length : 0))];
        foreach (Row row in rows)
        {
            if (run.Print.IsJson)
                Line(string.Join("  ", row.Cells.Where(cell => cell.Length > 0)), row.Facts);
            else run.Host.Out.WriteLine($"{Indent}  {string.Join("  ", row.Cells.Select(
                (cell, column) => IsNumber(rows, column)
                    ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))}".TrimEnd());
        }
    }

    private void Line(string text, object? facts) =>
        run.Print.Next(new { Act = act, Title = title, Text = text, Facts = facts }, text);

    private static bool IsNumber(IReadOnlyList<Row> rows, int column) => rows.All(row =>
        column >= row.Cells.Length || row.Cells[column].Length == 0 || char.IsDigit(row.Cells[column][0]));

    private static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && Indent.Length + line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear();
            }
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
        yield return line.ToString();
    }
}

/// <param name="Facts">What the cells say, for programs.</param>
internal sealed record Row(object Facts, params string[] Cells);
