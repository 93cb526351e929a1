using System.Buffers;

namespace Chain.Ledger.Storage;

/// <summary>
/// Rows that become visible and durable together, each sealed under its key. For one thread.
/// </summary>
internal sealed class RowBatch(StoreDatabase database) : IDisposable
{
    private readonly IEngineBatch batch = database.NewBatch();
    private byte[] scratch = ArrayPool<byte>.Shared.Rent(1024);
    private int payloadSize;

    /// <summary>
    /// Room for the payload of the next row; fill it, then <see cref="Put(Family, ReadOnlySpan{byte})"/>.
    /// </summary>
    public Span<byte> Payload(int size)
    {
        payloadSize = size;
        int needed = size + StoredValue.ChecksumSize;
        if (scratch.Length < needed)
        {
            ArrayPool<byte>.Shared.Return(scratch);
            scratch = ArrayPool<byte>.Shared.Rent(needed);
        }
        return scratch.AsSpan(0, size);
    }

    /// <summary>Adds the row whose payload was filled last.</summary>
    public void Put(Family family, ReadOnlySpan<byte> key)
    {
        Span<byte> value = scratch.AsSpan(0, payloadSize + StoredValue.ChecksumSize);
        StoredValue.Seal(family, key, value);
        batch.Put(family, key, value);
    }

    public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(Payload(payload.Length));
        Put(family, key);
    }

    public void Delete(Family family, ReadOnlySpan<byte> key) => batch.Delete(family, key);

    /// <summary>Deletes what is stored from one key (included) to another (excluded).</summary>
    public void DeleteRange(Family family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        batch.DeleteRange(family, from, to);

    /// <summary>Empties it for the next rows; its memory is kept.</summary>
    public RowBatch Begin()
    {
        batch.Clear();
        return this;
    }

    public void WriteSynced() => database.Write(batch, synced: true);

    /// <summary>Visible at once, durable with the next synced write.</summary>
    public void WriteBuffered() => database.Write(batch, synced: false);

    public void Dispose()
    {
        batch.Dispose();
        ArrayPool<byte>.Shared.Return(scratch);
        scratch = [];
    }
}
