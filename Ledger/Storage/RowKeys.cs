using System.Buffers.Binary;

namespace Chain.Ledger.Storage;

/// <summary>Keys that more than one table builds; big-endian, so that they sort as they count.</summary>
internal static class RowKeys
{
    public const int HeightSize = sizeof(ulong);

    public const int BodySize = HeightSize + Hash32.Size;

    /// <summary>Height 8, or a journal sequence.</summary>
    public static byte[] Number(ulong value)
    {
        byte[] key = new byte[HeightSize];
        BinaryPrimitives.WriteUInt64BigEndian(key, value);
        return key;
    }

    /// <summary>Height 8 ‖ block digest 32.</summary>
    public static byte[] Body(Height height, Hash32 digest)
    {
        byte[] key = new byte[BodySize];
        BinaryPrimitives.WriteUInt64BigEndian(key, height.Value);
        digest.CopyTo(key.AsSpan(HeightSize));
        return key;
    }
}
