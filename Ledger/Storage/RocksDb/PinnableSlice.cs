namespace Chain.Ledger.Storage.Rocks;

/// <summary>A value in RocksDB's own memory, uncopied. Use in `using`; the span dies with it.</summary>
public ref struct PinnableSlice : IDisposable
{
    private nint _native;

    internal unsafe PinnableSlice(nint native)
    {
        _native = native;
        if (native == 0) return;
        nuint length;
        byte* value = RocksNative.PinnedValue(native, &length);
        Value = new ReadOnlySpan<byte>(value, checked((int)length));
    }

    /// <summary>Whether the key exists.</summary>
    public readonly bool Found => _native != 0;

    /// <summary>Empty when not found.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public void Dispose()
    {
        if (_native != 0) RocksNative.PinnedDestroy(_native);
        _native = 0;
        Value = default;
    }
}
