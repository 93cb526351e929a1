namespace Chain.Ledger.Storage;

/// <summary>
/// A stopped node's store for looking only: nothing is written into its directory, and every check stands
/// alone, so that one fault does not hide the next.
/// </summary>
public sealed class StoreInspection : IDisposable
{
    private readonly StoreDatabase database;
    private readonly ReadScope newest;

    private StoreInspection(StoreDatabase database)
    {
        this.database = database;
        newest = ReadScope.Newest(database);
        Reads = new StoreReads(newest, new PendingBodies());
    }

    public StoreReads Reads { get; }

    /// <summary>
    /// Names of what follows from the blocks, as <see cref="CheckDerivedRows"/> takes them.
    /// </summary>
    public static IReadOnlyList<string> Derived { get; } =
        [.. DerivedFamilies.All.Select(family => FamilyNames.All[(int)family])];

    /// <summary>As a start opens it, but that a torn tail stays where it is.</summary>
    /// <exception cref="StoreException">Missing, WrongSchema, Damaged or Io.</exception>
    public static StoreInspection Open(string path)
    {
        StoreDirectory.Check(path);
        return new StoreInspection(StoreDatabase.OpenReadOnly(path));
    }

    /// <exception cref="StoreException">Missing, WrongSchema, WrongChain or Damaged.</exception>
    public void CheckIdentity(Hash32 chain) => MetaTable.CheckIdentity(newest, chain);

    /// <exception cref="StoreException">Damaged: there is no sound one.</exception>
    public HeadMarker Head() => MetaTable.Head(newest);

    /// <summary>What a start checks first of the newest blocks.</summary>
    /// <exception cref="StoreException">Any kind.</exception>
    public void CheckStart(Hash32 chain) => StartupCheck.Run(newest, chain);

    /// <exception cref="StoreException">JournalDamaged, at the first gap or broken record.</exception>
    public IEnumerable<StoredRecord> Journal(HeadMarker head) => JournalTable.Read(newest, head.JournalStart);

    /// <summary>Digests of bodies that are journaled, not committed.</summary>
    public IReadOnlyList<Hash32> JournaledBodies(HeadMarker head) =>
        [.. BlockTable.BodiesAbove(newest, head.Height).Select(body => body.Digest)];

    /// <exception cref="StoreException">Damaged: it is unreadable.</exception>
    public bool HasBody(Height height, Hash32 digest) => BlockTable.Body(newest, height, digest) is not null;

    /// <exception cref="StoreException">DerivedStale: the next start makes it again.</exception>
    public void CheckDerived() => MetaTable.CheckDerived(newest);

    /// <summary>Reads rows of one of <see cref="Derived"/>.</summary>
    /// <param name="name">Which.</param>
    /// <param name="most">So many from either end; null: all.</param>
    /// <returns>How many were read.</returns>
    /// <exception cref="StoreException">DerivedStale: one is broken.</exception>
    public long CheckDerivedRows(string name, int? most)
    {
        Family family = DerivedFamilies.All.Single(family => FamilyNames.All[(int)family] == name);
        long count = Walk(family, most, static cursor => cursor.Forward());
        return most is { } end && count == end
            ? count + Walk(family, most, static cursor => cursor.Backward()) : count;
    }

    public void Dispose()
    {
        newest.Dispose();
        database.Dispose();
    }

    private long Walk(Family family, int? most, Func<RowCursor, bool> move)
    {
        using RowCursor cursor = newest.Walk(family);
        long count = 0;
        while (count != most && move(cursor))
        {
            _ = cursor.Payload;
            count++;
        }
        return count;
    }
}
