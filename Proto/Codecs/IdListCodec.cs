using Google.Protobuf;

namespace Chain;

/// <summary>A list of 32-byte ids as their concatenation.</summary>
public static class IdListCodec
{
    public static ByteString Encode(IReadOnlyList<Hash32> ids)
    {
        byte[] bytes = new byte[ids.Count * Hash32.Size];
        for (int i = 0; i < ids.Count; i++) ids[i].CopyTo(bytes.AsSpan(i * Hash32.Size));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <returns>
    /// Null when the length is not a multiple of 32 or names more than <paramref name="max"/> ids.
    /// </returns>
    public static Hash32[]? Decode(ReadOnlySpan<byte> bytes, int max)
    {
        if (bytes.Length % Hash32.Size != 0 || bytes.Length / Hash32.Size > max) return null;
        var ids = new Hash32[bytes.Length / Hash32.Size];
        for (int i = 0; i < ids.Length; i++) ids[i] = new Hash32(bytes.Slice(i * Hash32.Size, Hash32.Size));
        return ids;
    }
}
