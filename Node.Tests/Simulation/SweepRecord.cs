using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chain.Tests.Simulation;

/// <summary>
/// How far a long sweep has come, and what it found; kept in a file, so that it goes on where it was stopped.
/// </summary>
internal sealed class SweepRecord
{
    private static readonly JsonSerializerOptions json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public ulong First { get; set; }

    public ulong Done { get; set; }

    public double Seconds { get; set; }

    public long Events { get; set; }

    public ulong Blocks { get; set; }

    public long Transactions { get; set; }

    public long SlowestProgressMs { get; set; }

    public ulong SlowestSeed { get; set; }

    public SortedDictionary<FaultKind, long> Faults { get; set; } = [];

    public SortedDictionary<ulong, string> Failures { get; set; } = [];

    /// <summary>Reads what is there; a new record where nothing is.</summary>
    public static SweepRecord Open(string path, ulong first) => File.Exists(path)
        ? JsonSerializer.Deserialize<SweepRecord>(File.ReadAllText(path), json)!
        : new SweepRecord { First = first };

    public void Add(IReadOnlyList<Outcome> outcomes, TimeSpan took)
    {
        Done += (ulong)outcomes.Count;
        Seconds += took.TotalSeconds;
        foreach (Outcome outcome in outcomes)
        {
            Events += outcome.Events;
            Blocks += outcome.Height;
            Transactions += outcome.Transactions;
            if (outcome.ProgressMs > SlowestProgressMs)
                (SlowestProgressMs, SlowestSeed) = (outcome.ProgressMs, outcome.Seed);
            foreach (FaultKind kind in Enum.GetValues<FaultKind>())
                Faults[kind] = Faults.GetValueOrDefault(kind) + outcome.Faults[kind];
            if (outcome.Failure is { } failure) Failures[outcome.Seed] = failure;
        }
    }

    /// <summary>Whole or not at all: a stop while it is written loses one round.</summary>
    public void Save(string path)
    {
        File.WriteAllText($"{path}.new", JsonSerializer.Serialize(this, json));
        File.Move($"{path}.new", path, overwrite: true);
    }
}
