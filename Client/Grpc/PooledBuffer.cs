using System.Buffers;

namespace Grpc.Net.Client;

/// <summary>
/// A growing block of rented memory; <see cref="Return"/> it when nobody reads it any more.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private byte[] bytes = [];
    private int length;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public void Clear() => length = 0;

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int needed = length + Math.Max(sizeHint, 1);
        if (needed > bytes.Length) Grow(needed);
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Return()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        length = 0;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 256));
        Written.CopyTo(larger);
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
