namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// The database as it was at one moment. Dispose soon: it keeps old versions of changed keys on disk.
/// </summary>
public sealed class Snapshot : IDisposable
{
    internal Snapshot(NativeHandle db)
    {
        nint native = db.DangerousGetHandle();
        Handle = new NativeHandle(
            RocksNative.CreateSnapshot(db), snapshot => RocksNative.ReleaseSnapshot(native, snapshot), db);
    }

    internal NativeHandle Handle { get; }

    public void Dispose() => Handle.Dispose();
}
