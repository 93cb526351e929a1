namespace Chain.Ledger.Storage;

/// <summary>
/// An ordered key-value engine with column families, as far as the store needs one: RocksDB, or in tests a
/// disk that fails on demand. Errors are <see cref="Rocks.RocksDbException"/>s. Keys are ordered by their
/// bytes. Safe for all threads where nothing else is said.
/// </summary>
internal interface IStorageEngine : IDisposable
{
    /// <summary>True when nothing can be written.</summary>
    bool ReadOnly { get; }

    /// <summary>What opening cut off the end of the log; null where it was whole.</summary>
    TornTail? CutTail { get; }

    /// <summary>The newest state.</summary>
    IEngineView Newest { get; }

    /// <summary>The state as it is now.</summary>
    IEngineView Snapshot();

    IEngineBatch NewBatch();

    /// <summary>Forgets a family without reading it; only closing and opening gives an empty one again.</summary>
    void Drop(Family family);

    /// <summary>All of the batch or nothing, visible at once.</summary>
    /// <param name="synced">
    /// True: on the disk when it returns, with everything written before. False: durable with the next that is.
    /// </param>
    void Write(IEngineBatch batch, bool synced);
}

/// <summary>Changes that become visible and durable together. For one thread.</summary>
internal interface IEngineBatch : IDisposable
{
    void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    void Delete(Family family, ReadOnlySpan<byte> key);

    /// <summary>Deletes what is stored from one key (included) to another (excluded).</summary>
    void DeleteRange(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to);

    /// <summary>Empties it for the next changes; its memory is kept.</summary>
    void Clear();
}

/// <summary>Makes what was asked for of a value as it lies in the engine, while it lies there.</summary>
internal delegate byte[] OpenValue(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>Reads of one state.</summary>
internal interface IEngineView : IDisposable
{
    /// <returns>What <paramref name="open"/> made of the value; null when there is no such key.</returns>
    byte[]? Get(Family family, ReadOnlySpan<byte> key, OpenValue open);

    /// <summary>A walk between two keys; an empty bound is none, the upper one is excluded.</summary>
    IEngineCursor Walk(Family family, ReadOnlySpan<byte> lower, ReadOnlySpan<byte> upper);
}

/// <summary>Stands on one entry of a walk after a move that returned true. For one thread.</summary>
internal interface IEngineCursor : IDisposable
{
    /// <summary>Until the next move.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <inheritdoc cref="Key"/>
    ReadOnlySpan<byte> Value { get; }

    bool SeekToFirst();

    bool SeekToLast();

    bool Next();

    bool Prev();
}
