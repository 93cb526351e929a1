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
            if (fragment == Fragment.Broken || begins == open)
                return BeginsFrom(log, at + Math.Max(1, size)) ? null : start;
            at += size;
            open = fragment is Fragment.First or Fragment.Middle;
            if (!open) start = at;
        }
        return open ? start : null;
    }

    /// <summary>
    /// Whether a record begins there or behind. What a fragment holds is passed by, for it may be a client's
    /// bytes, which may look like anything.
    /// </summary>
    private static bool BeginsFrom(ReadOnlySpan<byte> log, int from)
    {
        for (int at = from; at < log.Length;)
        {
            Fragment fragment = Read(log, at, out int size);
            if (fragment is Fragment.Full or Fragment.First) return true;
            at += fragment == Fragment.Broken ? 1 : size;
        }
        return false;
    }

    /// <param name="log">The whole log.</param>
    /// <param name="at">Where the fragment should begin.</param>
    /// <param name="size">What its header says, if that is possible; else 0.</param>
    private static Fragment Read(ReadOnlySpan<byte> log, int at, out int size)
    {
        size = 0;
        int space = BlockSize - at % BlockSize;
        if (Math.Min(space, log.Length - at) < HeaderSize) return Fragment.Broken;
        ReadOnlySpan<byte> header = log.Slice(at, HeaderSize);
        var type = (Fragment)header[6];
        int stated = HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (type is < Fragment.Full or > Fragment.Last || stated > space) return Fragment.Broken;
        size = stated;
        if (size > log.Length - at) return Fragment.Broken;
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
