namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// An LRU cache of blocks, shared by column families. Databases that use it keep it alive themselves.
/// </summary>
public sealed class Cache : IDisposable
{
    private Cache(nint native) => Handle = new NativeHandle(native, RocksOptionsNative.CacheDestroy);

    internal NativeHandle Handle { get; }

    /// <summary>Capacity in bytes.</summary>
    public static Cache CreateLru(long capacity) => new(RocksOptionsNative.CacheCreate((nuint)capacity));

    /// <summary>Bytes in use.</summary>
    public long Usage => (long)RocksOptionsNative.CacheUsage(Handle);

    public void Dispose() => Handle.Dispose();
}
