namespace Chain.Ledger.Storage.Rocks;

/// <summary>A value in RocksDB's own memory, uncopied. Use in `using`; the span dies with it.</summary>
public ref struct PinnableSlice : IDisposable
{
    private nint slice;

    internal unsafe PinnableSlice(nint native)
    {
        slice = native;
        if (native == 0) return;
        nuint length;
        byte* value = RocksNative.PinnedValue(native, &length);
        Value = new ReadOnlySpan<byte>(value, checked((int)length));
    }

    /// <summary>Whether the key exists.</summary>
    public readonly bool Found => slice != 0;

    /// <summary>Empty when not found.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public void Dispose()
    {
        if (slice != 0) RocksNative.PinnedDestroy(slice);
        slice = 0;
        Value = default;
    }
}
