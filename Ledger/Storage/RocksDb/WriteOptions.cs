namespace Chain.Ledger.Storage.Rocks;

/// <summary>When a write returns: after the disk has it, or once the operating system has it.</summary>
/// <param name="Sync">Durable against a power cut. False survives a crash of the process only.</param>
public readonly record struct WriteOptions(bool Sync)
{
    public static WriteOptions Synced => new(true);
    public static WriteOptions Buffered => new(false);
}
