namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// A point in time and bounds for reads. Immutable once made; may serve many gets and iterators.
/// </summary>
public sealed class ReadOptions : IDisposable
{
    // RocksDB keeps pointers to the bounds: these arrays are pinned for life and live as long as the options.
    private readonly byte[]? lower;
    private readonly byte[]? upper;

    /// <param name="snapshot">Reads see the database as it was then; null: as it is now.</param>
    /// <param name="lowerBound">Iterators stop before keys below it; empty: none.</param>
    /// <param name="upperBound">Iterators stop at it (excluded); empty: none.</param>
    /// <param name="fillCache">False for long scans, which would push the working set out.</param>
    public ReadOptions(
        Snapshot? snapshot = null, ReadOnlySpan<byte> lowerBound = default,
        ReadOnlySpan<byte> upperBound = default, bool fillCache = true)
    {
        NativeHandle[] owners = snapshot is null ? [] : [snapshot.Handle];
        Handle = new NativeHandle(RocksOptionsNative.ReadCreate(), RocksOptionsNative.ReadDestroy, owners);
        if (snapshot is not null) RocksOptionsNative.ReadSetSnapshot(Handle, snapshot.Handle);
        RocksOptionsNative.ReadSetFillCache(Handle, DbOptions.Flag(fillCache));
        if (!lowerBound.IsEmpty)
        {
            lower = Pinned(lowerBound);
            RocksOptionsNative.ReadSetLowerBound(Handle, AddressOf(lower), (nuint)lower.Length);
        }
        if (!upperBound.IsEmpty)
        {
            upper = Pinned(upperBound);
            RocksOptionsNative.ReadSetUpperBound(Handle, AddressOf(upper), (nuint)upper.Length);
        }
    }

    internal NativeHandle Handle { get; }

    /// <summary>Bounds that hold exactly the keys that start with the prefix.</summary>
    public static ReadOptions ForPrefix(
        ReadOnlySpan<byte> prefix, Snapshot? snapshot = null, bool fillCache = true)
        => new(snapshot, prefix, AfterPrefix(prefix), fillCache);

    /// <summary>
    /// The least key above all keys with the prefix; empty when there is none (a prefix of 0xFF only).
    /// </summary>
    public static byte[] AfterPrefix(ReadOnlySpan<byte> prefix)
    {
        int length = prefix.TrimEnd((byte)0xFF).Length;
        byte[] after = prefix[..length].ToArray();
        if (length > 0) after[^1]++;
        return after;
    }

    public void Dispose() => Handle.Dispose();

    private static byte[] Pinned(ReadOnlySpan<byte> key)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(pinned);
        return pinned;
    }

    private static unsafe nint AddressOf(byte[] pinned)
    {
        fixed (byte* address = pinned) return (nint)address;
    }
}
