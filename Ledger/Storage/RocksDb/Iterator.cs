namespace Chain.Ledger.Storage.Rocks;

/// <summary>A walk over one family in key order, over the state at its creation. For one thread.</summary>
/// <remarks>Seek first. An error on the way (a damaged block) throws; it never looks like the end.</remarks>
public sealed unsafe class Iterator : IDisposable
{
    private readonly NativeHandle handle;
    private readonly ReadOptions? options; // keeps the bounds' memory alive

    internal Iterator(
        NativeHandle db, ColumnFamilyHandle family, NativeHandle readOptions, ReadOptions? options)
    {
        this.options = options;
        handle = new NativeHandle(
            RocksNative.CreateIterator(db, readOptions, family.Handle), RocksNative.IteratorDestroy,
            db, readOptions, family.Handle);
    }

    /// <summary>Whether it stands on an entry.</summary>
    public bool Valid { get; private set; }

    /// <summary>The entry's key, until the next move.</summary>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            Require.That(Valid);
            nuint length;
            byte* key = RocksNative.IteratorKey(handle, &length);
            return new ReadOnlySpan<byte>(key, checked((int)length));
        }
    }

    /// <summary>The entry's value, until the next move.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            Require.That(Valid);
            nuint length;
            byte* value = RocksNative.IteratorValue(handle, &length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    /// <summary>To the first key; returns <see cref="Valid"/>, as all moves do.</summary>
    public bool SeekToFirst()
    {
        RocksNative.IteratorSeekToFirst(handle);
        return Settle();
    }

    public bool SeekToLast()
    {
        RocksNative.IteratorSeekToLast(handle);
        return Settle();
    }

    /// <summary>To the first key at or after the given one.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        RocksNative.IteratorSeek(handle, key, (nuint)key.Length);
        return Settle();
    }

    public bool Next()
    {
        Require.That(Valid);
        RocksNative.IteratorNext(handle);
        return Settle();
    }

    public bool Prev()
    {
        Require.That(Valid);
        RocksNative.IteratorPrev(handle);
        return Settle();
    }

    public void Dispose()
    {
        Valid = false;
        handle.Dispose();
        GC.KeepAlive(options);
    }

    private bool Settle()
    {
        Valid = RocksNative.IteratorValid(handle) != 0;
        if (Valid) return true;
        nint error = 0;
        RocksNative.IteratorGetError(handle, ref error);
        RocksDbException.ThrowIf(error);
        return false;
    }
}
