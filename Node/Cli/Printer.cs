using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Chain.Node.Cli;

/// <summary>Writes data to stdout: JSON for programs, tables for people.</summary>
internal sealed class Printer(CliHost host, bool json)
{
    /// <summary>Wide enough that nothing wraps where no screen sets a width.</summary>
    private const int UnboundedWidth = 1_000;

    private static readonly JsonSerializerOptions Pretty = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new(Pretty) { WriteIndented = false };

    public bool IsJson => json;

    /// <summary>One thing: an object, or its fields below each other.</summary>
    public void One<T>(T value, params ReadOnlySpan<(string Label, string Text)> fields)
    {
        if (json)
        {
            host.Out.WriteLine(JsonSerializer.Serialize(value, Pretty));
            return;
        }
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3))
            .AddColumn(new GridColumn().NoWrap());
        foreach ((string label, string text) in fields) grid.AddRow(new Text(label), new Text(text));
        Terminal().Write(grid);
    }

    /// <summary>Many things: an array, or a table with a row each.</summary>
    public void Many<T>(IReadOnlyCollection<T> items, string[] columns, Func<T, string[]> cells)
    {
        if (json)
        {
            host.Out.WriteLine(JsonSerializer.Serialize(items, Pretty));
            return;
        }
        if (items.Count == 0)
        {
            host.Error.WriteLine("(none)");
            return;
        }
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns) table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        foreach (T item in items) table.AddRow(cells(item).Select(cell => new Text(cell)));
        Terminal().Write(table);
    }

    /// <summary>One of a stream: a line of JSON, or a line of text.</summary>
    public void Next<T>(T item, string text) =>
        host.Out.WriteLine(json ? JsonSerializer.Serialize(item, OneLine) : text);

    /// <summary>A console of Spectre on stdout.</summary>
    public IAnsiConsole Terminal()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(host.Out),
            Ansi = host.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!host.IsTerminal) console.Profile.Width = UnboundedWidth;
        return console;
    }
}
