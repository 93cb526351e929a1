using System.Runtime.InteropServices;

namespace Chain.Ledger.Storage.Rocks;

/// <summary>One native object of RocksDB, freed exactly once, and never before those made from it.</summary>
/// <remarks>
/// A child (family, iterator, snapshot) holds a reference to its owners, so the database closes when the last
/// of them is gone, in whatever order they are disposed or collected. A use after Dispose throws
/// ObjectDisposedException instead of touching freed memory.
/// </remarks>
internal sealed class NativeHandle : SafeHandle
{
    private readonly Action<nint> free;
    private readonly NativeHandle[] owners;

    public NativeHandle(nint native, Action<nint> free, params NativeHandle[] owners)
        : base(0, ownsHandle: true)
    {
        Require.That(native != 0);
        this.free = free;
        this.owners = owners;
        bool added = false;
        foreach (NativeHandle owner in owners) owner.DangerousAddRef(ref added);
        SetHandle(native);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        free(handle);
        foreach (NativeHandle owner in owners) owner.DangerousRelease();
        return true;
    }
}
