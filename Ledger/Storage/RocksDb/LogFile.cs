using System.Buffers.Binary;
using System.Numerics;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// RocksDB's write-ahead log, as far as it takes to tell a torn tail from other damage: blocks of 32
/// KiB hold fragments of records, each of them checksum (4), length (2, little-endian), type
/// (1), payload (rocksdb/db/log_format.h).
/// </summary>
internal static class LogFile
{
    private const int BlockSize = 32 * 1024, HeaderSize = 7;

    private enum Fragment
    {
        Broken = 0,
        Full = 1,
        First = 2,
        Middle = 3,
        Last = 4,
    }

    /// <summary>
    /// Where the torn tail begins: the start of the first record that is not whole, if no record begins after
    /// the break.
    /// </summary>
    /// <returns>Null when all is whole, and when it is damage, because something whole follows.</returns>
    public static int? TornTail(ReadOnlySpan<byte> log)
    {
        int start = 0, at = 0;
        bool open = false;
        while (at < log.Length)
        {
            if (BlockSize - at % BlockSize < HeaderSize)
            {
                at += BlockSize - at % BlockSize;
                continue;
            }
            Fragment fragment = Read(log, at, out int size);
            bool begins = fragment is Fragment.Full or Fragment.First;
            if (fragment == Fragment.Broken || begins == open) return BeginsAfter(log, at) ? null : start;
            at += size;
            open = fragment is Fragment.First or Fragment.Middle;
            if (!open) start = at;
        }
        return open ? start : null;
    }

    /// <summary>Whether anywhere behind a broken fragment a record begins.</summary>
    private static bool BeginsAfter(ReadOnlySpan<byte> log, int broken)
    {
        for (int at = broken + 1; at < log.Length; at++)
            if (Read(log, at, out _) is Fragment.Full or Fragment.First) return true;
        return false;
    }

    private static Fragment Read(ReadOnlySpan<byte> log, int at, out int size)
    {
        size = 0;
        int space = Math.Min(BlockSize - at % BlockSize, log.Length - at);
        if (space < HeaderSize) return Fragment.Broken;
        ReadOnlySpan<byte> header = log.Slice(at, HeaderSize);
        var type = (Fragment)header[6];
        size = HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (type is < Fragment.Full or > Fragment.Last || size > space) return Fragment.Broken;
        return Checksum(log[(at + 6)..(at + size)]) == BinaryPrimitives.ReadUInt32LittleEndian(header)
            ? type : Fragment.Broken;
    }

    /// <summary>CRC-32C of type and payload, rotated and shifted as rocksdb/util/crc32c.h masks it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        const uint MaskDelta = 0xa282ead8;
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes) crc = BitOperations.Crc32C(crc, one);
        return unchecked(BitOperations.RotateRight(~crc, 15) + MaskDelta);
    }
}
