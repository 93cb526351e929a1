using Chain.Ledger.Storage.Rocks;

namespace Chain.Ledger.Storage;

/// <summary>The engine's errors and broken rows as <see cref="StoreException"/>s.</summary>
internal static class StoreErrors
{
    public static StoreException OnOpen(string path, RocksDbException error) =>
        new(KindOf(error), $"cannot open {path} ({error.Message})", error);

    public static StoreException OnWrite(RocksDbException error) =>
        new(KindOf(error), $"a synced write failed and is not retried ({error.Message})", error);

    public static StoreException OnRead(Family family, RocksDbException error)
    {
        StoreErrorKind kind = KindOf(error);
        if (kind == StoreErrorKind.Damaged) kind = DamageOf(family);
        return new StoreException(kind, $"cannot read {family} ({error.Message})", error);
    }

    public static StoreException BrokenRow(Family family, ReadOnlySpan<byte> key) =>
        new(DamageOf(family), $"the row {Convert.ToHexStringLower(key)} of {family} is not what was written");

    private static StoreErrorKind DamageOf(Family family) => family switch
    {
        Family.Journal => StoreErrorKind.JournalDamaged,
        Family.State => StoreErrorKind.StateDamaged,
        _ => DerivedFamilies.All.Contains(family) ? StoreErrorKind.DerivedStale : StoreErrorKind.Damaged,
    };

    private static StoreErrorKind KindOf(RocksDbException error) => error.Kind switch
    {
        RocksDbErrorKind.Corruption => StoreErrorKind.Damaged,
        // A file that the manifest names is gone: the device works, the database is incomplete.
        RocksDbErrorKind.IOError when error.Message.Contains("No such file", StringComparison.Ordinal) =>
            StoreErrorKind.Damaged,
        RocksDbErrorKind.NoSpace => StoreErrorKind.DiskFull,
        RocksDbErrorKind.LockHeld => StoreErrorKind.Locked,
        // Only opening can meet it: the families differ from this release's.
        RocksDbErrorKind.InvalidArgument => StoreErrorKind.WrongSchema,
        RocksDbErrorKind.IOError or RocksDbErrorKind.Busy or RocksDbErrorKind.NotFound or RocksDbErrorKind.Other =>
            StoreErrorKind.Io,
        _ => StoreErrorKind.Io,
    };
}
