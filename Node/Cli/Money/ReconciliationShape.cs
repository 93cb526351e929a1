using Chain.Wire;

namespace Chain.Node.Cli.Money;

/// <summary>
/// Where all units of an asset are, as counted at one height; minor units. What accounts hold, what leases
/// and streams hold for them, and collected fees are what was minted and not burnt.
/// </summary>
internal sealed record ReconciliationShape(
    string Asset, ulong Height, ulong Accounts, UInt128 Available, UInt128 Locked, ulong Leases,
    UInt128 Escrow, ulong Streams, UInt128 StreamFunds, ulong Fees, UInt128 Minted, UInt128 Burnt)
{
    public UInt128 Together => Available + Locked + Escrow + StreamFunds + Fees;

    /// <summary>0, or the ledger is wrong.</summary>
    public Int128 Difference => (Int128)Together - ((Int128)Minted - (Int128)Burnt);

    public static ReconciliationShape From(Reconciliation sums) => new(
        sums.Asset, sums.Height, sums.Accounts, Number(sums.Available), Number(sums.Locked), sums.Leases,
        Number(sums.Escrow), sums.Streams, Number(sums.StreamFunds), sums.Fees, Number(sums.Minted),
        Number(sums.Burnt));

    /// <summary>Sums below each other, as an accountant writes them.</summary>
    public IEnumerable<ReconciliationLine> Lines(Catalog catalog)
    {
        ReconciliationLine Line(string what, UInt128 amount, string note = "") =>
            new(what, amount, catalog.Money(amount, Asset), note);
        return
        [
            Line("free in accounts", Available, $"{Accounts} accounts"),
            Line("locked for orders and bonds", Locked),
            Line("in leases, not earned yet", Escrow, $"{Leases} open leases"),
            Line("put aside for streams", StreamFunds, $"{Streams} streams"),
            Line("fees collected", Fees),
            Line("together", Together),
            Line("minted", Minted),
            Line("burnt", Burnt),
            new ReconciliationLine("difference", (UInt128)Int128.Abs(Difference),
                (Difference < 0 ? "-" : "") + catalog.Money((UInt128)Int128.Abs(Difference), Asset), ""),
        ];
    }

    /// <summary>Sums are strings, as all numbers that may pass 64 bits.</summary>
    public object ToJson() => new
    {
        Asset,
        Height,
        Accounts,
        Available = $"{Available}",
        Locked = $"{Locked}",
        Leases,
        Escrow = $"{Escrow}",
        Streams,
        StreamFunds = $"{StreamFunds}",
        Fees = $"{Fees}",
        Minted = $"{Minted}",
        Burnt = $"{Burnt}",
        Difference = $"{Difference}",
    };

    private static UInt128 Number(Wide? wide) => wide is null ? 0 : ((UInt128)wide.High << 64) + wide.Low;
}

internal sealed record ReconciliationLine(string What, UInt128 Amount, string Text, string Note);
