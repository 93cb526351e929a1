using Chain.Wire;

namespace Chain.Ledger.Tables;

/// <summary>What runs on live time for a lease: one window at a time, or none.</summary>
internal enum LeaseWindow : byte { None, Handover, Acknowledge, Challenge, Receipt }

/// <summary>
/// Capacity one tenant bought from one provider in one auction (M-601). It stays until it is closed.
/// </summary>
/// <param name="Price">Per lot, for SPOT per lot and hour.</param>
/// <param name="Escrow">
/// Paid in and not yet paid out. SLOT: all from the trade on. SPOT: what it claimed from its tenant's stream.
/// </param>
/// <param name="Collateral">Locked in the provider's balance; what slashes have left of it.</param>
internal readonly record struct LeaseRow(
    InstrumentKey Instrument, int Provider, int Tenant, ulong Lots, ulong Price, ulong Escrow,
    ulong Collateral, LeaseState State, ulong TradedHeight)
{
    /// <summary>Null for most.</summary>
    public LeaseMarks? Marks { get; init; }

    /// <summary>Of the trade: slashes are shares of it.</summary>
    public ulong CollateralAtTrade { get; init; }

    /// <summary>SLOT: the provider's of the trade, due as it earns (M-602).</summary>
    public ulong Fee { get; init; }

    /// <summary>SPOT: locked in the tenant's balance until the lease has ended (M-603).</summary>
    public ulong Reserve { get; init; }

    /// <summary>First posting of credentials; 0: none yet.</summary>
    public ulong PostedMs { get; init; }

    /// <summary>How often credentials were posted.</summary>
    public byte Postings { get; init; }

    public bool Acknowledged { get; init; }

    /// <summary>A receipt of delivery waits for its challenge window.</summary>
    public bool HasPending { get; init; }

    /// <summary>A dispute of it is open (M-731).</summary>
    public bool Disputed { get; init; }

    /// <summary>Notice is the tenant's: it pays its minimum charge (M-631).</summary>
    public bool TenantEnds { get; init; }

    /// <summary>Number of the last final receipt; forfeits count.</summary>
    public uint Receipts { get; init; }

    /// <summary>Of the last final receipt; before it, when service began (M-613).</summary>
    public ulong ThroughMs { get; init; }

    /// <summary>Lot-ms up to there.</summary>
    public UInt128 Delivered { get; init; }

    /// <summary>The last end of a period that has passed: a receipt is due up to there (M-715).</summary>
    public ulong PeriodMs { get; init; }

    /// <summary>SPOT: when its period ends, or it does; 0: no more.</summary>
    public ulong WakeMs { get; init; }

    /// <summary>SPOT: when notice ends it; once it has ended, up to when it claimed. Else 0.</summary>
    public ulong EndMs { get; init; }

    /// <summary>Live time at which the running window ends; 0: none runs.</summary>
    public ulong WindowMs { get; init; }

    /// <summary>The period's end that a running receipt window is for.</summary>
    public ulong WindowToMs { get; init; }

    public bool IsSpot => Instrument.IsSpot;

    /// <summary>What the leases of one bundle have in common (M-510); else default.</summary>
    public Hash32 Group => Marks is { } some ? some.Group : default;

    /// <summary>To which its credentials are sealed; default: its tenant named none.</summary>
    public Hash32 DeliveryKey => Marks is { } some ? some.DeliveryKey : default;

    /// <summary>Resales and transfers between it and its first trade.</summary>
    public byte Splits => Marks is { } some ? some.Splits : (byte)0;

    public bool IsPosted => Postings > 0;

    /// <summary>Minor units per hour, of SPOT.</summary>
    public UInt128 Rate => (UInt128)Lots * Price;

    /// <summary>The attestation that it was sold from.</summary>
    public CapacityKey SoldFrom => new(Provider, Instrument);

    /// <summary>SPOT leases count in the `sold` of their capacity until they end (M-217).</summary>
    public bool HoldsSpot => IsSpot && State is (LeaseState.Booked or LeaseState.Active);

    /// <summary>It takes part in its tenant's stream (M-621).</summary>
    public bool InStream => IsSpot && State == LeaseState.Active;

    /// <summary>What <see cref="WindowMs"/> is the end of.</summary>
    public LeaseWindow Window => WindowMs == 0 ? LeaseWindow.None
        : !IsPosted ? LeaseWindow.Handover
        : !Acknowledged ? LeaseWindow.Acknowledge
        : HasPending ? LeaseWindow.Challenge : LeaseWindow.Receipt;

    /// <summary>No window runs.</summary>
    public LeaseRow WithoutWindow() => this with { WindowMs = 0, WindowToMs = 0 };
}
