namespace Chain.Ledger.Storage.Rocks;

/// <summary>An open column family. The database owns and disposes it.</summary>
public sealed class ColumnFamilyHandle
{
    internal ColumnFamilyHandle(string name, nint native, NativeHandle db)
    {
        Name = name;
        Handle = new NativeHandle(native, RocksNative.ColumnFamilyHandleDestroy, db);
    }

    public string Name { get; }
    internal NativeHandle Handle { get; }

    public override string ToString() => Name;
}
