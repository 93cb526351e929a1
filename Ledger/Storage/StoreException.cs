namespace Chain.Ledger.Storage;

/// <summary>
/// Why the store refuses; <see cref="StoreException.Advice"/> says what an operator does about it.
/// </summary>
public enum StoreErrorKind
{
    /// <summary>No chain in this directory.</summary>
    Missing = 1,

    /// <summary>Create found something in the directory.</summary>
    Exists,

    /// <summary>The chain of another genesis.</summary>
    WrongChain,

    /// <summary>The journal of another validator.</summary>
    WrongValidator,

    /// <summary>Written by a release with another layout, or not by this program at all.</summary>
    WrongSchema,

    /// <summary>
    /// Data that follows from the blocks (trades, candles, ...) is of another version, broken, or was not
    /// made to the end.
    /// </summary>
    DerivedStale,

    /// <summary>Another process has it open.</summary>
    Locked,

    /// <summary>A row, a file or the continuity of the chain is broken.</summary>
    Damaged,

    /// <summary>
    /// The rows of the state are not those that the newest block left; the blocks may be sound.
    /// </summary>
    StateDamaged,

    /// <summary>The voting journal has a gap or a broken record: no vote may be cast from it.</summary>
    JournalDamaged,

    /// <summary>The device is full.</summary>
    DiskFull,

    /// <summary>The device or its file system failed.</summary>
    Io,
}

/// <summary>The store cannot do what was asked; its message ends with what to do next.</summary>
public sealed class StoreException : Exception
{
    public StoreException() : this(StoreErrorKind.Io, "the store failed") { }

    public StoreException(string message) : this(StoreErrorKind.Io, message) { }

    public StoreException(string message, Exception inner) : this(StoreErrorKind.Io, message, inner) { }

    /// <param name="kind">The typed reason.</param>
    /// <param name="what">What was found, without a full stop.</param>
    /// <param name="inner">The engine's own word, when it had one.</param>
    public StoreException(StoreErrorKind kind, string what, Exception? inner = null)
        : base($"{what}: {AdviceFor(kind)}", inner) => (Kind, What) = (kind, what);

    public StoreErrorKind Kind { get; }

    /// <summary>What was found, without the advice.</summary>
    public string What { get; }

    /// <summary>One sentence: what to do next.</summary>
    public string Advice => AdviceFor(Kind);

    // Without the flag init would make a journal that lets a validator vote where it has voted before (C-45).
    private const string Resync = "move the directory away, make a new one with `chain node init --rejoin true`, "
        + "start with `--rejoin true`, and let it sync from the others";

    private static string AdviceFor(StoreErrorKind kind) => kind switch
    {
        StoreErrorKind.Missing => "check the data directory, or make a new one with `chain node init`, or "
            + "with `chain node init --rejoin true` where this validator has voted before.",
        StoreErrorKind.Exists => "choose an empty directory; a chain is never overwritten.",
        StoreErrorKind.WrongChain => "start it with the genesis it was made with, or give it its own directory.",
        StoreErrorKind.WrongValidator => "start it with the name and key it was used with, or give this "
            + "validator the data directory of its own.",
        StoreErrorKind.WrongSchema => $"run the release that wrote it, or {Resync}.",
        StoreErrorKind.DerivedStale => "the next start of the node makes it again from the stored blocks by "
            + "itself (`chain data rebuild` does it without a start).",
        StoreErrorKind.StateDamaged => "run `chain data rebuild --state`, which makes it again from the "
            + $"stored blocks; if that fails, {Resync}.",
        StoreErrorKind.Locked => "stop the other process that uses this directory.",
        StoreErrorKind.Damaged => $"{Resync}.",
        StoreErrorKind.JournalDamaged => $"this validator must not vote from it: {Resync}.",
        StoreErrorKind.DiskFull => "free space on the device, then start the node again.",
        StoreErrorKind.Io => "check the device and its file system, then start the node again.",
        _ => throw new BrokenInvariantException($"unknown kind {kind}"),
    };
}
