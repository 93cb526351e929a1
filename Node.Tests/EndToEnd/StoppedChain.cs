using System.Text.Json;
using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using Chain.Tests.Cli;
using Chain.Tests.Storage;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// The data of a real validator that traded and was stopped; each test gets a copy of its own to damage.
/// </summary>
[Category("EndToEnd")]
[NonParallelizable]
public abstract class StoppedChain : StoreFixture
{
    private protected static Testnet Net { get; private set; } = null!;

    private protected static NodeProcess Node => Net.Nodes[0];

    /// <summary>Where the trade was.</summary>
    private protected static Instrument Instrument { get; private set; } = null!;

    private protected static Hash32 ChainHash => Net.Consortium.Genesis.ComputeHash();

    [OneTimeSetUp]
    public static async Task OneTradeIsStored()
    {
        Net = Testnet.Make(validators: 1);
        Testnet.Init(Node);
        Node.Start();
        await Node.StatusAsync("ready", status => status.Ready);
        Instrument = Trading.Slot(minutes: 30);
        await Trading.TradeAsync(Net, Instrument, lots: 3, price: 1_200);
        NodeStatus before = await Node.StatusAsync();
        await Node.StatusAsync("commits", status => status.Height > before.Height);
        Node.Terminate();
        await Node.ExitAsync();
    }

    [OneTimeTearDown]
    public static void RemoveIt() => Net.Dispose();

    [SetUp]
    public void CopyIt()
    {
        Directory.CreateDirectory(DbPath);
        foreach (string file in Directory.GetFiles(Node.Data))
            File.Copy(file, Path.Combine(DbPath, Path.GetFileName(file)));
    }

    [TearDown]
    public void StopIt() => Node.Kill();

    /// <summary>What <c>chain doctor</c> says of the copy.</summary>
    private protected async Task<Diagnosis> DiagnoseAsync(params string[] more)
    {
        using var cli = new CliRunner();
        var result = await cli.RunAsync(
            ["doctor", "--home", Node.Home, "--data", DbPath, "-o", "json", .. more]);
        return new Diagnosis(result.Code, result.Out, result.Error);
    }

    /// <summary>Journal records that this program might have written.</summary>
    protected void Append(params JournalRecord[] records)
    {
        using ChainStore store = ChainStore.Open(DbPath, ChainHash);
        store.AppendJournal(
            [.. records.Select(record => (ReadOnlyMemory<byte>)JournalCodec.Encode(record))], []);
    }

    /// <summary>The newest own vote of the journal.</summary>
    protected Vote NewestVote()
    {
        using ChainStore store = ChainStore.Open(DbPath, ChainHash);
        return store.ReadJournal().Select(stored => JournalCodec.Decode(stored.Bytes.Span))
            .OfType<JournalRecord.OwnVote>().Last().Vote;
    }

    /// <summary>
    /// Turns a bit of one row's payload round; without a new seal it rotted, with one it lies.
    /// </summary>
    private protected void Flip(
        Family family, bool seal, Func<byte[], bool>? which = null, Index? place = null) =>
        Tamper(Name(family), (db, handle) =>
        {
            using Iterator rows = db.NewIterator(handle);
            bool found = rows.SeekToFirst();
            while (found && which?.Invoke(rows.Key.ToArray()) == false) found = rows.Next();
            byte[] key = found ? rows.Key.ToArray() : [0, 1];
            byte[] value = found ? rows.Value.ToArray() : new byte[40];
            Index end = value.Length > StoredValue.ChecksumSize ? ^(StoredValue.ChecksumSize + 1) : 0;
            value[place ?? end] ^= 4;
            if (seal) StoredValue.Seal(family, key, value);
            Put(db, handle, key, value);
        });

    private protected static string Name(Family family) => FamilyNames[(int)family];

    /// <summary>Of a stored body: within what the first transaction's signature covers.</summary>
    protected static Index Inside => 60;

    /// <summary>One height's key, in families whose keys begin with it.</summary>
    protected static Func<byte[], bool> At(ulong height) => key => key.AsSpan().StartsWith(Key(height));
}

/// <summary>What the doctor said.</summary>
internal sealed record Diagnosis(int Code, string Out, string Error)
{
    public string Result => Json.GetProperty("result").GetString()!;

    public IReadOnlyList<string> Steps =>
        [.. Json.GetProperty("steps").EnumerateArray().Select(step => step.GetString()!)];

    /// <summary>Checks that are not ok, with their verdicts.</summary>
    public IEnumerable<string> Not => Checks.Where(check => check.Verdict != "ok")
        .Select(check => $"{check.Name} {check.Verdict}");

    public string Found(string name) => Checks.Single(check => check.Name == name).Found;

    public string AtStart(string name) => Checks.Single(check => check.Name == name).AtStart;

    private JsonElement Json => JsonDocument.Parse(Out).RootElement;

    private IEnumerable<(string Name, string Verdict, string Found, string AtStart)> Checks =>
        Json.GetProperty("checks").EnumerateArray().Select(check => (
            Text(check, "check"), Text(check, "verdict"), Text(check, "found"), Text(check, "atStart")));

    private static string Text(JsonElement check, string name) => check.GetProperty(name).GetString()!;
}
