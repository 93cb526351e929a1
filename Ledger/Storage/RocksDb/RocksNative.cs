using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>The C API of RocksDB (rocksdb/c.h of 7.8): databases, data and their readers.</summary>
/// <remarks>
/// `char** errptr` must point at null before a call and holds a malloc'd message after a failed one; hence
/// `ref nint error`, which <see cref="RocksDbException.ThrowIf"/> reads and frees.
/// </remarks>
internal static unsafe partial class RocksNative
{
    private const string Library = NativeLibraries.RocksDb;

    static RocksNative() => NativeLibraries.Register();

    // Databases and column families

    [LibraryImport(Library, EntryPoint = "rocksdb_open_column_families",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(
        nint options, string path, int count, byte** names, nint* familyOptions, nint* handles,
        ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_open_for_read_only_column_families",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OpenForReadOnly(
        nint options, string path, int count, byte** names, nint* familyOptions, nint* handles,
        byte errorIfWalExists, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_list_column_families",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte** ListColumnFamilies(nint options, string path, nuint* count, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_list_column_families_destroy")]
    public static partial void ListColumnFamiliesDestroy(byte** names, nuint count);

    [LibraryImport(Library, EntryPoint = "rocksdb_close")]
    public static partial void Close(nint db);

    [LibraryImport(Library, EntryPoint = "rocksdb_destroy_db",
        StringMarshalling = StringMarshalling.Utf8)]
    public static partial void DestroyDb(nint options, string path, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_drop_column_family")]
    public static partial void DropColumnFamily(NativeHandle db, NativeHandle family, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_column_family_handle_destroy")]
    public static partial void ColumnFamilyHandleDestroy(nint family);

    // Reads

    [LibraryImport(Library, EntryPoint = "rocksdb_get_pinned_cf")]
    public static partial nint GetPinned(
        NativeHandle db, NativeHandle readOptions, NativeHandle family, ReadOnlySpan<byte> key,
        nuint keyLength, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_pinnableslice_value")]
    public static partial byte* PinnedValue(nint slice, nuint* length);

    [LibraryImport(Library, EntryPoint = "rocksdb_pinnableslice_destroy")]
    public static partial void PinnedDestroy(nint slice);

    [LibraryImport(Library, EntryPoint = "rocksdb_create_snapshot")]
    public static partial nint CreateSnapshot(NativeHandle db);

    [LibraryImport(Library, EntryPoint = "rocksdb_release_snapshot")]
    public static partial void ReleaseSnapshot(nint db, nint snapshot);

    [LibraryImport(Library, EntryPoint = "rocksdb_free")]
    public static partial void Free(nint memory);

    // Iterators

    [LibraryImport(Library, EntryPoint = "rocksdb_create_iterator_cf")]
    public static partial nint CreateIterator(NativeHandle db, NativeHandle readOptions, NativeHandle family);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_destroy")]
    public static partial void IteratorDestroy(nint iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_valid")]
    public static partial byte IteratorValid(NativeHandle iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_seek_to_first")]
    public static partial void IteratorSeekToFirst(NativeHandle iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_seek_to_last")]
    public static partial void IteratorSeekToLast(NativeHandle iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_seek")]
    public static partial void IteratorSeek(NativeHandle iterator, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_next")]
    public static partial void IteratorNext(NativeHandle iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_prev")]
    public static partial void IteratorPrev(NativeHandle iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_key")]
    public static partial byte* IteratorKey(NativeHandle iterator, nuint* length);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_value")]
    public static partial byte* IteratorValue(NativeHandle iterator, nuint* length);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_get_error")]
    public static partial void IteratorGetError(NativeHandle iterator, ref nint error);

    // Writes

    [LibraryImport(Library, EntryPoint = "rocksdb_write")]
    public static partial void Write(
        NativeHandle db, NativeHandle writeOptions, NativeHandle batch, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_create")]
    public static partial nint BatchCreate();

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_destroy")]
    public static partial void BatchDestroy(nint batch);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_clear")]
    public static partial void BatchClear(NativeHandle batch);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_count")]
    public static partial int BatchCount(NativeHandle batch);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_put_cf")]
    public static partial void BatchPut(
        NativeHandle batch, NativeHandle family, ReadOnlySpan<byte> key, nuint keyLength,
        ReadOnlySpan<byte> value, nuint valueLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_delete_cf")]
    public static partial void BatchDelete(
        NativeHandle batch, NativeHandle family, ReadOnlySpan<byte> key, nuint keyLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_delete_range_cf")]
    public static partial void BatchDeleteRange(
        NativeHandle batch, NativeHandle family, ReadOnlySpan<byte> from, nuint fromLength,
        ReadOnlySpan<byte> to, nuint toLength);

    // Upkeep

    [LibraryImport(Library, EntryPoint = "rocksdb_flush_cf")]
    public static partial void Flush(NativeHandle db, nint flushOptions, NativeHandle family, ref nint error);
}
