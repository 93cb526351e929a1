namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// Changes to any families that become visible and durable together or not at all. For one thread.
/// </summary>
/// <remarks>Keys and values are copied at once. A later change of a key wins over an earlier one.</remarks>
public sealed class WriteBatch : IDisposable
{
    internal NativeHandle Handle { get; } = new(RocksNative.BatchCreate(), RocksNative.BatchDestroy);

    /// <summary>How many changes it holds.</summary>
    public int Count => RocksNative.BatchCount(Handle);

    public void Put(ColumnFamilyHandle family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        => RocksNative.BatchPut(Handle, family.Handle, key, (nuint)key.Length, value, (nuint)value.Length);

    public void Delete(ColumnFamilyHandle family, ReadOnlySpan<byte> key)
        => RocksNative.BatchDelete(Handle, family.Handle, key, (nuint)key.Length);

    /// <summary>Deletes all keys from one (included) to another (excluded).</summary>
    public void DeleteRange(ColumnFamilyHandle family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
        => RocksNative.BatchDeleteRange(
            Handle, family.Handle, from, (nuint)from.Length, to, (nuint)to.Length);

    /// <summary>Empties it for reuse; its memory is kept.</summary>
    public void Clear() => RocksNative.BatchClear(Handle);

    public void Dispose() => Handle.Dispose();
}
