using Chain.Ledger.Storage.Rocks;
using Rock = Chain.Ledger.Storage.Rocks.RocksDb;

namespace Chain.Ledger.Storage;

/// <summary>
/// An opened RocksDB, and what was the matter: a torn tail is cut (docs/adr/0005), families that follow from
/// the blocks may be missing (docs/adr/0012). For looking only nothing of it is written: the database is then
/// seen as if it had been done.
/// </summary>
/// <param name="Rocks">The database.</param>
/// <param name="Tail">The torn tail of its log, if there was one.</param>
/// <param name="View">Folder of links through which it is looked at, to be deleted when it is closed.</param>
internal sealed record OpenedRocks(
    Rock Rocks, bool ReadOnly = false, TornTail? Tail = null, string? View = null)
{
    /// <exception cref="RocksDbException">It cannot be made.</exception>
    public static OpenedRocks Create(string path, Cache cache) => new(
        Rock.Open(StoreOptions.Database(create: true), path, StoreOptions.Families(cache)));

    /// <exception cref="RocksDbException">It cannot be opened.</exception>
    /// <exception cref="StoreException">Io: the torn tail cannot be cut.</exception>
    public static OpenedRocks Open(string path, Cache cache)
    {
        Rock Open() => WithFamilies(path, missing => Rock.Open(
            StoreOptions.Database(create: false) with { CreateMissingColumnFamilies = missing.Count > 0 },
            path, StoreOptions.Families(cache)));
        return Mended(path, () => new OpenedRocks(Open()), tail =>
        {
            tail.Cut();
            return new OpenedRocks(Open(), Tail: tail);
        });
    }

    /// <inheritdoc cref="Open"/>
    public static OpenedRocks OpenReadOnly(string path, Cache cache)
    {
        Rock Open(string at) => WithFamilies(path, missing => Rock.OpenForReadOnly(
            StoreOptions.Database(create: false), at, StoreOptions.Families(cache, missing)));
        return Mended(
            path, () => new OpenedRocks(Open(path), ReadOnly: true), tail => WithoutTail(path, tail, Open));
    }

    /// <summary>A family that is missing reads as empty: as RocksDB's own, in which nothing is.</summary>
    public ColumnFamilyHandle HandleOf(string name) =>
        Rocks.GetColumnFamily(Rocks.Has(name) ? name : ColumnFamilies.DefaultName);

    private static OpenedRocks Mended(string path, Func<OpenedRocks> open, Func<TornTail, OpenedRocks> mend)
    {
        try
        {
            return open();
        }
        catch (RocksDbException error) when (error.Kind == RocksDbErrorKind.Corruption)
        {
            if (TornTail.Find(path) is not { } tail) throw;
            return mend(tail);
        }
    }

    /// <summary>Opens again where nothing is missing but what can be made again.</summary>
    private static Rock WithFamilies(string path, Func<IReadOnlyCollection<string>, Rock> open)
    {
        try
        {
            return open([]);
        }
        catch (RocksDbException error) when (error.Kind == RocksDbErrorKind.InvalidArgument)
        {
            string[] there = Rock.ListColumnFamilies(path);
            string[] missing = [.. FamilyNames.All.Except(there)];
            bool known = there.All(name =>
                name == ColumnFamilies.DefaultName || FamilyNames.All.Contains(name));
            if (!known || missing.Length == 0 || missing.Except(RemakableNames).Any()) throw;
            return open(missing);
        }
    }

    private static IEnumerable<string> RemakableNames =>
        DerivedFamilies.All.Append(Family.State).Select(family => FamilyNames.All[(int)family]);

    /// <summary>Opens a folder of links beside a copy of the log that ends where it is whole.</summary>
    private static OpenedRocks WithoutTail(string path, TornTail tail, Func<string, Rock> open)
    {
        string view = Directory.CreateTempSubdirectory("chain-view-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(path).Where(file => file != tail.Log))
                File.CreateSymbolicLink(Path.Combine(view, Path.GetFileName(file)), Path.GetFullPath(file));
            string copy = Path.Combine(view, Path.GetFileName(tail.Log));
            File.Copy(tail.Log, copy);
            using (FileStream log = File.OpenWrite(copy)) log.SetLength(tail.Whole);
            return new OpenedRocks(open(view), ReadOnly: true, tail, view);
        }
        catch
        {
            Directory.Delete(view, recursive: true);
            throw;
        }
    }
}
