using Chain.Ledger.Storage;
using Chain.Node.Configuration;
using Chain.Node.Hosting;

namespace Chain.Node.Doctor;

/// <summary>
/// <c>chain doctor</c>: looks at all that a start depends on, each thing by itself, and changes nothing.
/// </summary>
/// <param name="deep">Execute all blocks again, and read all derived rows.</param>
/// <param name="told">Told each finding when it is made.</param>
/// <param name="progress">Told what is going on, the height and the newest one; may throw to end it.</param>
internal sealed class Examination(
    NodeSettings settings, ConsortiumFile file, bool deep, Action<Finding> told,
    Action<string, Height, Height> progress)
{
    private readonly List<Finding> findings = [];

    /// <returns>All findings, in the order of the checks.</returns>
    /// <exception cref="StoreException">Locked: the node runs.</exception>
    public IReadOnlyList<Finding> Run()
    {
        using StoreLock? held = StoreLock.TryTake(settings.Data);
        foreach (Finding finding in ConfigurationCheck.Run(settings, file)) Tell(finding);
        if (!Directory.Exists(settings.Data))
        {
            Tell(Lost($"{settings.Data} does not exist"));
            return findings;
        }
        foreach (Finding finding in FolderCheck.Run(settings)) Tell(finding);
        if (HasFault("rights")) return findings;
        Tell(Tail());
        using StoreInspection? store = Open();
        if (store is null) return findings;
        LookInto(store);
        return findings;
    }

    private void LookInto(StoreInspection store)
    {
        if (!Try("identity", () =>
        {
            store.CheckIdentity(file.Genesis.ComputeHash());
            return "a chain of this genesis, in this release's layout";
        })) return;
        if (!Try("head", () =>
        {
            HeadMarker newest = store.Head();
            return $"block {newest.Height} {newest.Digest}, state root {newest.StateRoot}";
        })) return;
        HeadMarker head = store.Head();
        var blocks = new BlockCheck(file.Genesis, store.Reads, head);
        void Progress(Height at, Height last) => progress("checked block", at, last);
        foreach (Finding finding in blocks.Run(Progress)) Tell(finding);
        bool sound = !HasFault("headers") && !HasFault("bodies");
        Tell(State(store, head, sound));
        Tell(new JournalCheck(settings, file, store, head).Run());
        Tell(DerivedCheck.Run(store, all: deep, sound));
        if (!deep) return;
        Tell(sound ? Executed(store, head)
            : Finding.Skipped("execution", "damaged blocks cannot be executed again"));
    }

    private Finding Tail()
    {
        if (TornTail.Find(settings.Data) is not { } tail)
            return Finding.Sound("log", "its end is whole");
        return Finding.Mends("log", $"the last {tail.Torn} bytes of {tail.Log} are a record that a power "
            + "cut tore; no sync covered it", "drops it, and loses nothing that anybody was told");
    }

    private static Finding Lost(string found) =>
        Finding.Fault("files", $"{found}: either the setting `data` is wrong, or a node that never ran must "
            + "be made with `chain node init`, or the data is lost",
            "refuses to start", Remedy.Resync);

    private StoreInspection? Open()
    {
        StoreInspection? store = null;
        Try("files", () =>
        {
            store = StoreInspection.Open(settings.Data);
            return $"the database in {settings.Data} opens";
        });
        return store;
    }

    private Finding State(StoreInspection store, HeadMarker head, bool blocksAreSound)
    {
        try
        {
            return Finding.Sound("state",
                $"its rows hash to {StoredState.Load(file.Genesis, store.Reads, head).Root}, "
                + $"the root after block {head.Height}");
        }
        catch (StoreException error)
        {
            return Finding.Fault("state", error.What, "refuses to start",
                blocksAreSound ? Remedy.RebuildState : Remedy.Resync);
        }
    }

    /// <summary>
    /// Damage that no sound block explains: this program or this machine computes otherwise.
    /// </summary>
    private Finding Executed(StoreInspection store, HeadMarker head)
    {
        try
        {
            var chain = new StoredChain(GenesisBuilder.State(file.Genesis), store.Reads, head);
            while (!chain.AtHead)
            {
                chain.Next();
                progress("executed block", chain.State.Height, head.Height);
            }
            chain.CheckNewest();
            return Finding.Sound(
                "execution", $"all {head.Height} blocks execute to the roots that their headers name");
        }
        catch (StoreException error)
        {
            return Finding.Fault("execution", error.What, "stops itself where the others decide otherwise",
                "run the same check on another node: if it agrees there, this machine's memory or disk is "
                    + "at fault; "
                + "if it fails there too, it is this release: report both outputs");
        }
    }

    /// <returns>False where it failed, and what follows cannot be looked at.</returns>
    private bool Try(string check, Func<string> look)
    {
        try
        {
            Tell(Finding.Sound(check, look()));
            return true;
        }
        catch (StoreException error) when (error.Kind is StoreErrorKind.Damaged)
        {
            Tell(Finding.Fault(check, error.What, "refuses to start", Remedy.Resync));
        }
        catch (StoreException error) when (error.Kind is StoreErrorKind.Missing)
        {
            Tell(Lost(error.What));
        }
        catch (StoreException error)
        {
            Tell(Finding.Fault(check, error.What, "refuses to start", error.Advice.TrimEnd('.')));
        }
        return false;
    }

    private bool HasFault(string check) =>
        findings.Any(finding => finding.Check == check && finding.Verdict == Verdict.Fault);

    private void Tell(Finding finding)
    {
        findings.Add(finding);
        told(finding);
    }
}
