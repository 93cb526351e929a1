using Chain.Ledger.Storage;
using Chain.Ledger.Storage.Rocks;
using Chain.Node.Cli;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.EndToEnd;

/// <summary>
/// What a start mends by itself, and what an operator mends by typing what the doctor says.
/// </summary>
public class RepairTests : StoppedChain
{
    [TestCase(Rot.Rows)]
    [TestCase(Rot.Files)]
    [TestCase(Rot.Version)]
    public async Task Derived_data_is_made_again_at_start(Rot rot)
    {
        switch (rot)
        {
            case Rot.Rows:
                foreach (Family family in Enum.GetValues<Family>().Where(family => family >= Family.Trades))
                    Flip(family, seal: false);
                // A reader meets one of them.
                using (ChainStore store = ChainStore.Open(DbPath, ChainHash))
                    AssertKind(() => store.Reads.TradesBefore(null, 1), StoreErrorKind.DerivedStale);
                break;
            case Rot.Files:
                RotFilesOf(Family.Trades);
                using (ChainStore store = ChainStore.Open(DbPath, ChainHash))
                    AssertKind(() => store.Reads.TradesBefore(null, 1), StoreErrorKind.DerivedStale);
                break;
            case Rot.Version:
                Tamper("meta", (db, meta) => Delete(db, meta, Raw("derived")));
                break;
        }
        Node.Start("--data", DbPath);
        await Node.StatusAsync("votes", status => status.Voting);
        Assert.That(Node.Said(), Does.Contain("making it again from the stored blocks")
            .And.Contain("derived data is whole again"));
        ListTradesReply trades =
            await Node.Client.Market.ListTradesAsync(new ListTradesRequest { Instrument = Instrument });
        Assert.That(trades.Trades.Single().Lots, Is.EqualTo(3));
    }

    [TestCase(Rot.Rows)]
    [TestCase(Rot.Files)]
    public async Task State_is_made_again_by_what_the_doctor_says(Rot rot)
    {
        Hash32 root;
        using (ChainStore store = ChainStore.Open(DbPath, ChainHash)) root = store.Head.StateRoot;
        if (rot == Rot.Rows) Flip(Family.State, seal: true);
        else RotFilesOf(Family.State);
        Node.Start("--data", DbPath);
        Assert.That(await Node.ExitAsync(), Is.EqualTo(ExitCode.Internal));
        Assert.That(Node.Said(), Does.Contain("run `chain data rebuild --state`"));
        Diagnosis found = await DiagnoseAsync();
        Assert.That(found.Not, Is.EqualTo(new[] { "state FAULT" }), found.Out);
        Assert.That(found.Steps[0], Does.StartWith("chain data rebuild --state"));
        CliResult rebuilt = await ChainProgram.RunAsync(
            [.. found.Steps[0].Split(' ').Skip(1), "-o", "json"]);
        Assert.That(rebuilt.Json().GetProperty("stateRoot").GetString(), Is.EqualTo($"{root}"));
        Assert.That((await DiagnoseAsync("--deep")).Result, Is.EqualTo("sound"));
        Node.Start("--data", DbPath);
        await Node.StatusAsync("votes", status => status.Voting);
    }

    [Test]
    public async Task Blocks_that_do_not_execute_leave_the_state_as_it_was()
    {
        ulong height = 1;
        using (ChainStore store = ChainStore.Open(DbPath, ChainHash))
            while (store.Reads.Header(new Height(height))!.Header.TransactionCount == 0) height++;
        Flip(Family.Bodies, seal: true, At(height), Inside);
        CliResult rebuilt = await ChainProgram.RunAsync(
            "data", "rebuild", "--state", "--home", Node.Home, "--data", DbPath);
        Assert.That(rebuilt.Code, Is.EqualTo(ExitCode.Internal), rebuilt.ToString());
        using var looked = StoreInspection.Open(DbPath);
        Assert.That(looked.Reads.AllState().Count(), Is.Positive);
    }

    public enum Rot
    {
        Rows,
        Files,
        Version,
    }

    /// <summary>Writes the family's last row into a table of its own, whose bits rot.</summary>
    private void RotFilesOf(Family family) => Tamper(Name(family), (db, handle) =>
    {
        HashSet<string> before = [.. Directory.GetFiles(DbPath, "*.sst")];
        using (Iterator rows = db.NewIterator(handle))
        {
            rows.SeekToLast();
            Put(db, handle, rows.Key, rows.Value.ToArray());
        }
        db.Flush(handle);
        string table = Directory.GetFiles(DbPath, "*.sst").Except(before).Single();
        byte[] bytes = File.ReadAllBytes(table);
        bytes[20] ^= 1;
        File.WriteAllBytes(table, bytes);
    });
}
