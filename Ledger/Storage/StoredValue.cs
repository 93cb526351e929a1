using System.Buffers.Binary;
using System.Numerics;

namespace Chain.Ledger.Storage;

/// <summary>
/// What stands in every row: payload ‖ CRC-32C over (family 1 ‖ key length 4 ‖ key ‖ payload). A value that
/// rotted, or that stands under another key or in another family, does not match.
/// </summary>
internal static class StoredValue
{
    public const int ChecksumSize = 4;

    /// <summary>
    /// Writes the checksum behind the payload that fills all of <paramref name="value"/> but its end.
    /// </summary>
    public static void Seal(Family family, ReadOnlySpan<byte> key, Span<byte> value)
    {
        Span<byte> end = value[^ChecksumSize..];
        BinaryPrimitives.WriteUInt32BigEndian(end, Checksum(family, key, value[..^ChecksumSize]));
    }

    /// <returns>False when the value is not what was written under this key.</returns>
    public static bool TryOpen(
        Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (value.Length < ChecksumSize) return false;
        ReadOnlySpan<byte> inside = value[..^ChecksumSize];
        if (Checksum(family, key, inside) != BinaryPrimitives.ReadUInt32BigEndian(value[^ChecksumSize..]))
            return false;
        payload = inside;
        return true;
    }

    private static uint Checksum(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, (byte)family);
        crc = BitOperations.Crc32C(crc, (uint)key.Length);
        return ~Append(Append(crc, key), payload);
    }

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte one in bytes) crc = BitOperations.Crc32C(crc, one);
        return crc;
    }
}
