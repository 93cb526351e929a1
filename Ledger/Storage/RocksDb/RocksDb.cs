using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>
/// An open RocksDB database with its column families. All methods are safe for all threads.
/// </summary>
/// <remarks>
/// Dispose iterators, snapshots and read options first: the files stay locked until the last of them is gone.
/// After a write has failed, stop and reopen (see <see cref="RocksDbException"/>).
/// </remarks>
public sealed unsafe class RocksDb : IDisposable
{
    private readonly FrozenDictionary<string, ColumnFamilyHandle> families;
    private readonly ReadOptions plainRead = new();
    private readonly NativeHandle syncedWrite = NewWriteOptions(sync: true);
    private readonly NativeHandle bufferedWrite = NewWriteOptions(sync: false);

    private RocksDb(nint native, IEnumerable<(string Name, nint Handle)> families)
    {
        Handle = new NativeHandle(native, RocksNative.Close);
        this.families = families
            .Select(family => new ColumnFamilyHandle(family.Name, family.Handle, Handle))
            .ToFrozenDictionary(family => family.Name);
    }

    internal NativeHandle Handle { get; }

    /// <summary>Opens the database, creating it and missing families as the options say.</summary>
    public static RocksDb Open(DbOptions options, string path, ColumnFamilies families)
        => Open(options, path, families, readOnly: false);

    /// <summary>
    /// Opens without lock and without writing; sees the database, its log replayed, as it is now.
    /// </summary>
    public static RocksDb OpenForReadOnly(DbOptions options, string path, ColumnFamilies families)
        => Open(options, path, families, readOnly: true);

    /// <summary>Names of the families that a closed database has.</summary>
    public static string[] ListColumnFamilies(string path)
    {
        using NativeHandle options = new DbOptions().ToNative();
        nint error = 0;
        nuint count = 0;
        byte** native = RocksNative.ListColumnFamilies(options.DangerousGetHandle(), path, &count, ref error);
        RocksDbException.ThrowIf(error);
        string[] names = new string[(int)count];
        for (int i = 0; i < names.Length; i++) names[i] = Marshal.PtrToStringUTF8((nint)native[i])!;
        RocksNative.ListColumnFamiliesDestroy(native, count);
        return names;
    }

    /// <summary>Deletes a closed database and all its files.</summary>
    public static void Destroy(string path)
    {
        using NativeHandle options = new DbOptions().ToNative();
        nint error = 0;
        RocksNative.DestroyDb(options.DangerousGetHandle(), path, ref error);
        RocksDbException.ThrowIf(error);
    }

    /// <summary>A family this database was opened with; an unknown name is a bug.</summary>
    public ColumnFamilyHandle GetColumnFamily(string name)
    {
        bool known = families.TryGetValue(name, out ColumnFamilyHandle? family);
        Require.That(known, $"column family {name} is open");
        return family!;
    }

    /// <summary>Whether it was opened with this family.</summary>
    public bool Has(string name) => families.ContainsKey(name);

    /// <summary>Forgets a family: its files go without being read. Close the database next.</summary>
    public void Drop(string name)
    {
        nint error = 0;
        RocksNative.DropColumnFamily(Handle, GetColumnFamily(name).Handle, ref error);
        RocksDbException.ThrowIf(error);
    }

    /// <summary>A copy of the value, or null when there is none.</summary>
    public byte[]? Get(ColumnFamilyHandle family, ReadOnlySpan<byte> key, ReadOptions? options = null)
    {
        using PinnableSlice slice = GetPinned(family, key, options);
        return slice.Found ? slice.Value.ToArray() : null;
    }

    /// <summary>The value where RocksDB has it, uncopied, until the slice is disposed.</summary>
    public PinnableSlice GetPinned(
        ColumnFamilyHandle family, ReadOnlySpan<byte> key, ReadOptions? options = null)
    {
        nint error = 0;
        nint slice = RocksNative.GetPinned(
            Handle, (options ?? plainRead).Handle, family.Handle, key, (nuint)key.Length, ref error);
        RocksDbException.ThrowIf(error);
        return new PinnableSlice(slice);
    }

    public bool HasKey(ColumnFamilyHandle family, ReadOnlySpan<byte> key, ReadOptions? options = null)
    {
        using PinnableSlice slice = GetPinned(family, key, options);
        return slice.Found;
    }

    /// <summary>
    /// Applies the batch, all or nothing. After an exception the owner must stop and reopen.
    /// </summary>
    public void Write(WriteBatch batch, WriteOptions options)
    {
        nint error = 0;
        RocksNative.Write(Handle, options.Sync ? syncedWrite : bufferedWrite, batch.Handle, ref error);
        RocksDbException.ThrowIf(error);
    }

    public Iterator NewIterator(ColumnFamilyHandle family, ReadOptions? options = null)
        => new(Handle, family, (options ?? plainRead).Handle, options);

    public Snapshot CreateSnapshot() => new(Handle);

    /// <summary>Writes the family's memtable to a file and waits for it.</summary>
    public void Flush(ColumnFamilyHandle family)
    {
        nint error = 0;
        nint options = RocksOptionsNative.FlushCreate();
        RocksNative.Flush(Handle, options, family.Handle, ref error);
        RocksOptionsNative.FlushDestroy(options);
        RocksDbException.ThrowIf(error);
    }

    public void Dispose()
    {
        foreach (ColumnFamilyHandle family in families.Values) family.Handle.Dispose();
        Handle.Dispose();
        plainRead.Dispose();
        syncedWrite.Dispose();
        bufferedWrite.Dispose();
    }

    private static RocksDb Open(DbOptions options, string path, ColumnFamilies families, bool readOnly)
    {
        ColumnFamilies.Descriptor[] descriptors = [.. families];
        int count = descriptors.Length;
        using NativeHandle dbOptions = options.ToNative();
        NativeHandle[] familyOptions = [.. descriptors.Select(family => family.Options.ToNative())];
        nint[] optionPointers = [.. familyOptions.Select(handle => handle.DangerousGetHandle())];
        nint[] names = [.. descriptors.Select(family => Marshal.StringToCoTaskMemUTF8(family.Name))];
        nint[] handles = new nint[count];
        try
        {
            nint error = 0, db;
            fixed (nint* name = names, option = optionPointers, handle = handles)
                db = readOnly
                    ? RocksNative.OpenForReadOnly(
                        dbOptions.DangerousGetHandle(), path, count, (byte**)name, option, handle,
                        errorIfWalExists: 0, ref error)
                    : RocksNative.Open(
                        dbOptions.DangerousGetHandle(), path, count, (byte**)name, option, handle,
                        ref error);
            RocksDbException.ThrowIf(error);
            return new RocksDb(db, descriptors.Zip(handles, (family, handle) => (family.Name, handle)));
        }
        finally
        {
            foreach (NativeHandle handle in familyOptions) handle.Dispose();
            foreach (nint name in names) Marshal.FreeCoTaskMem(name);
        }
    }

    private static NativeHandle NewWriteOptions(bool sync)
    {
        NativeHandle options = new(RocksOptionsNative.WriteCreate(), RocksOptionsNative.WriteDestroy);
        RocksOptionsNative.WriteSetSync(options, DbOptions.Flag(sync));
        return options;
    }
}
