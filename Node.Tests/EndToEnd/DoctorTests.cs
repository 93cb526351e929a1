using System.Security.Cryptography;
using Chain.Consensus;
using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using Chain.Node.Cli;
using Chain.Node.Configuration;
using Chain.Node.Hosting;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>Each damage gets a line of its own, and the lines beside it stay true.</summary>
public class DoctorTests : StoppedChain
{
    private static readonly string[] Lines =
    [
        "genesis", "key", "certificate", "rights", "space", "log", "files", "identity", "head", "headers",
        "bodies", "receipts", "state", "journal", "derived", "execution",
    ];

    /// <summary>A whole record of the log (checksum 4, length 2, type 1) whose bytes never came.</summary>
    private static readonly byte[] Torn = [1, 2, 3, 4, 100, 0, 1, .. new byte[100]];

    [Test]
    public async Task Sound_data_is_called_sound_and_not_touched()
    {
        string before = Fingerprint();
        Diagnosis found = await DiagnoseAsync("--deep");
        Assert.That(found.Code, Is.Zero, found.Out);
        Assert.That(found.Result, Is.EqualTo("sound"));
        Assert.That(found.Steps, Is.Empty);
        Assert.That(Lines.Select(line => found.Found(line)), Has.None.Empty);
        Assert.That(Fingerprint(), Is.EqualTo(before));
    }

    [TestCase("meta", "identity FAULT")]
    [TestCase("headers", "headers FAULT")]
    [TestCase("heights", "headers FAULT")]
    [TestCase("bodies", "bodies FAULT")]
    [TestCase("transactions", "receipts FAULT")]
    [TestCase("receipts", "receipts FAULT")]
    [TestCase("state", "state FAULT")]
    [TestCase("journal", "journal FAULT")]
    [TestCase("trades", "derived mends")]
    [TestCase("instrument_trades", "derived mends")]
    [TestCase("candles", "derived mends")]
    [TestCase("bundle_results", "derived mends")]
    [TestCase("leases", "derived mends")]
    [TestCase("events", "derived mends")]
    [TestCase("movements", "derived mends")]
    [TestCase("auctions", "derived mends")]
    public async Task A_rotted_row(string family, string line)
    {
        Func<byte[], bool>? which = family switch
        {
            "headers" or "bodies" or "receipts" => At(2),
            "meta" => key => key.AsSpan().SequenceEqual("schema"u8),
            _ => null,
        };
        Flip((Family)Array.IndexOf(FamilyNames, family), seal: false, which);
        string before = Fingerprint();
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Does.Contain(line), found.Out);
        Assert.That(found.Found(line.Split(' ')[0]), Does.Contain("not what was written").IgnoreCase);
        Assert.That(found.Code, Is.EqualTo(line.EndsWith("mends", StringComparison.Ordinal) ? 0 : 1));
        Assert.That(Fingerprint(), Is.EqualTo(before));
    }

    [TestCase("headers", "headers", "the signature of validator 0 is wrong")]
    [TestCase("bodies", "bodies", "transaction")]
    [TestCase("receipts", "receipts", "are not those that block")]
    [TestCase("transactions", "receipts", "is not filed under block")]
    [TestCase("state", "state", "hashes to")]
    public async Task A_row_with_a_good_seal_that_lies(string family, string line, string words)
    {
        Flip((Family)Array.IndexOf(FamilyNames, family), seal: true, family switch
        {
            "state" or "transactions" => null,
            // The transactions of the trade are somewhere in the middle.
            "bodies" or "receipts" => At(await TradingBlockAsync()),
            _ => At(3),
        }, family == "bodies" ? Inside : null);
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Does.Contain($"{line} FAULT"), found.Out);
        Assert.That(found.Found(line), Does.Contain(words));
    }

    [Test]
    public async Task A_torn_tail_is_mended_by_a_start()
    {
        string log = NewestLog();
        File.WriteAllBytes(log, [.. File.ReadAllBytes(log), .. Torn]);
        string before = Fingerprint();
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "log mends" }), found.Out);
        Assert.That(found.Result, Is.EqualTo("mends itself"));
        Assert.That(found.Code, Is.Zero);
        Assert.That(Fingerprint(), Is.EqualTo(before));
        Node.Start("--data", DbPath);
        await Node.StatusAsync("votes", status => status.Voting);
        Assert.That(Node.Said(), Does.Contain($"cut {Torn.Length} bytes off the end of"));
    }

    [Test]
    public async Task A_log_that_is_cut_short_is_mended_by_a_start()
    {
        using (FileStream file = File.OpenWrite(NewestLog())) file.SetLength(file.Length - 9);
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "log mends" }), found.Out);
    }

    [TestCase("a bit in the log", "Corruption")]
    [TestCase("*.log", "the log in")]
    [TestCase("CURRENT", "CURRENT is gone")]
    [TestCase("MANIFEST-*", "cannot open")]
    [TestCase("*.sst", "cannot open")]
    public async Task A_damaged_or_lost_file(string what, string words)
    {
        foreach (string family in FamilyNames)
            if (what == "*.sst") Tamper(family, (db, handle) => db.Flush(handle));
        if (what == "a bit in the log")
        {
            byte[] bytes = File.ReadAllBytes(NewestLog());
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(NewestLog(), bytes);
        }
        else foreach (string file in Directory.GetFiles(DbPath, what)) File.Delete(file);
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "files FAULT" }), found.Out);
        Assert.That(found.Found("files"), Does.Contain(words));
        Assert.That(found.Code, Is.EqualTo(ExitCode.Refused));
    }

    [TestCase("gone")]
    [TestCase("empty")]
    public async Task A_data_folder_that_is(string what)
    {
        Directory.Delete(DbPath, recursive: true);
        if (what == "empty") Directory.CreateDirectory(DbPath);
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "files FAULT" }), found.Out);
        Assert.That(found.AtStart("files"), Is.EqualTo("refuses to start"));
    }

    [Test]
    public async Task Votes_that_contradict_each_other()
    {
        Vote vote = NewestVote();
        Append(new JournalRecord.OwnVote(vote with { Digest = Digest("other", 1) }));
        await IsJournalFaultAsync("contradict each other");
        Node.Start("--data", DbPath);
        Assert.That(await Node.ExitAsync(), Is.EqualTo(ExitCode.Internal));
        Assert.That(Node.Said(), Does.Contain("contradict each other"));
    }

    [Test]
    public Task A_vote_that_nobody_signed()
    {
        Vote vote = NewestVote();
        Append(new JournalRecord.OwnVote(vote with { View = new View(vote.View.Value + 1_000) }));
        return IsJournalFaultAsync("is not signed by validator 0");
    }

    [Test]
    public async Task The_journal_of_another_validator()
    {
        Vote vote = NewestVote();
        Append(new JournalRecord.OwnVote(vote with { View = new View(vote.View.Value + 1_000), Voter = 5 }));
        await IsJournalFaultAsync("holds votes of validator 5, this node is validator 0");
        Node.Start("--data", DbPath);
        Assert.That(await Node.ExitAsync(), Is.EqualTo(ExitCode.Configuration), Node.Said());
        Assert.That(Node.Said(), Does.Contain("start it with the name and key it was used with"));
    }

    [Test]
    public Task A_hole_in_the_journal()
    {
        Tamper("journal", (db, journal) =>
        {
            using Iterator rows = db.NewIterator(journal);
            rows.SeekToFirst();
            rows.Next();
            Delete(db, journal, rows.Key);
        });
        return IsJournalFaultAsync("where");
    }

    [Test]
    public async Task A_journal_without_leave_to_vote()
    {
        Directory.Delete(DbPath, recursive: true);
        NodeSettings settings = NodeSettings.Load(
            Node.Home, new Dictionary<string, string> { ["data"] = DbPath, ["rejoin"] = "true" });
        NodeInit.Run(settings);
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "journal FAULT" }), found.Out);
        Assert.That(found.Steps.Single(), Does.StartWith("chain node start --rejoin true"));
        Assert.That((await DiagnoseAsync("--rejoin", "true")).Not, Is.EqualTo(new[] { "journal mends" }));
    }

    [Test]
    public async Task Another_genesis_name_key_or_certificate()
    {
        string other = Path.Combine(Folder, "other.json");
        (Net.Consortium with
        {
            Genesis = Net.Consortium.Genesis with { TimeMs = Net.Consortium.Genesis.TimeMs + 1 },
        }).Save(other);
        Diagnosis genesis = await DiagnoseAsync("--consortium", other);
        Assert.That(genesis.Not, Is.EqualTo(new[] { "identity FAULT" }), genesis.Out);
        Assert.That(genesis.Steps.Single(), Does.Contain("start it with the genesis it was made with"));
        Diagnosis name = await DiagnoseAsync("--name", "node9");
        Assert.That(name.Not, Is.EqualTo(new[] { "key FAULT", "certificate FAULT" }), name.Out);
        using Testnet stranger = Testnet.Make(validators: 1);
        Diagnosis certificate = await DiagnoseAsync(
            "--tls-certificate", Path.Combine(stranger.Nodes[0].Home, "keys", "tls.pem"));
        Assert.That(certificate.Not, Is.EqualTo(new[] { "certificate FAULT" }), certificate.Out);
    }

    [Test]
    public async Task A_node_that_runs_is_not_looked_at()
    {
        Node.Start("--data", DbPath);
        await Node.StatusAsync();
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(found.Error, Does.Contain("a node runs on").And.Contain("stop the other process"));
        Assert.That(found.Out, Is.Empty);
    }

    [Test]
    public async Task Derived_data_of_another_version()
    {
        Tamper("meta", (db, meta) =>
        {
            byte[] key = Raw("derived"), version = [0, 0, 0, 99, 0, 0, 0, 0];
            StoredValue.Seal(Family.Meta, key, version);
            Put(db, meta, key, version);
        });
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "derived mends" }), found.Out);
        Assert.That(found.Found("derived"), Does.Contain("has version 99"));
    }

    private async Task IsJournalFaultAsync(string words)
    {
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "journal FAULT" }), found.Out);
        Assert.That(found.Found("journal"), Does.Contain(words));
        Assert.That(found.Code, Is.EqualTo(ExitCode.Refused));
    }

    /// <summary>A height whose block has transactions.</summary>
    private Task<ulong> TradingBlockAsync()
    {
        using ChainStore store = ChainStore.Open(DbPath, ChainHash);
        ulong height = 1;
        while (store.Reads.Header(new Height(height))!.Header.TransactionCount == 0) height++;
        return Task.FromResult(height);
    }

    private string NewestLog() => Directory.GetFiles(DbPath, "*.log")
        .Where(file => new FileInfo(file).Length > 0).Max()!;

    /// <summary>Every file of the folder: name, length, time and content.</summary>
    private string Fingerprint() => string.Join('\n', new DirectoryInfo(DbPath).GetFiles()
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc:O} "
            + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)))));
}
