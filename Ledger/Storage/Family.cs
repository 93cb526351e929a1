namespace Chain.Ledger.Storage;

/// <summary>
/// One column family per kind of thing. The number goes under every checksum and is never given to another
/// family; a change of any layout below raises <see cref="MetaTable.Schema"/>, or that of the derived ones
/// <see cref="MetaTable.DerivedSchema"/>. Integers are big-endian.
/// </summary>
internal enum Family
{
    /// <summary>name → schema version, chain hash, head marker.</summary>
    Meta = 0,

    /// <summary>
    /// height 8 → header ‖ certificate (none for genesis, nor for blocks final through a descendant).
    /// </summary>
    Headers = 1,

    /// <summary>block digest 32 → height 8; committed blocks only.</summary>
    Heights = 2,

    /// <summary>
    /// height 8 ‖ block digest 32 → list of transactions; of journaled and committed blocks alike.
    /// </summary>
    Bodies = 3,

    /// <summary>transaction id 32 → height 8 ‖ index 4.</summary>
    Transactions = 4,

    /// <summary>height 8 → list of receipts, one per transaction.</summary>
    Receipts = 5,

    /// <summary>state key → state value.</summary>
    State = 6,

    /// <summary>sequence 8 → journal record.</summary>
    Journal = 7,

    /// <summary>height 8 ‖ index 4 → instrument length 2 ‖ instrument ‖ trade.</summary>
    Trades = 8,

    /// <summary>instrument length 2 ‖ instrument ‖ height 8 ‖ index 4 → nothing.</summary>
    InstrumentTrades = 9,

    /// <summary>
    /// width 1 ‖ bucket 8 ‖ series length 2 ‖ series ‖ start ms 8 → open 8 ‖ high 8 ‖ low 8 ‖ close 8 ‖
    /// volume 16 ‖ notional 16 ‖ trades 8 ‖ last height 8.
    /// </summary>
    Candles = 10,

    /// <summary>account length 2 ‖ account 32 ‖ height 8 ‖ index 4 → what became of a bundle.</summary>
    BundleResults = 11,

    /// <summary>
    /// 0 ‖ lease 32 → the closed lease; 1 (open) or 2 (closed) ‖ account 32 ‖ lease 32 → nothing.
    /// </summary>
    Leases = 12,

    /// <summary>height 8 ‖ index 4 → event.</summary>
    Events = 13,

    /// <summary>0 ‖ account 32 ‖ height 8 ‖ index 4 → movement.</summary>
    Movements = 14,

    /// <summary>
    /// 0 ‖ height 8 ‖ index 4 → summary of an auction; 2 ‖ height 8 ‖ index 4 → its orders;
    /// 1 ‖ instrument length 2 ‖ instrument ‖ height 8 → index 4.
    /// </summary>
    Auctions = 15,
}
