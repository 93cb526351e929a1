namespace Chain.Client.Focus;

/// <summary>
/// What became of one account's holdings in one asset (M-923), minor units: opening + funding + earned −
/// billed = closing.
/// </summary>
public sealed class FocusLedger(string asset, uint decimals)
{
    public string Asset => asset;

    public uint Decimals => decimals;

    /// <summary>Held when the export begins.</summary>
    public Int128 Opening { get; internal set; }

    public Int128 Funding { get; internal set; }

    public Int128 Earned { get; internal set; }

    /// <summary>Σ BilledCost, read back from the rows as written.</summary>
    public Int128 Billed { get; internal set; }

    /// <summary>Held when it ends, by the movements.</summary>
    public Int128 Closing { get; internal set; }

    /// <summary>By the movements up to the newest block.</summary>
    public Int128 Newest { get; internal set; }

    /// <summary>Held in the newest block, by the rows of the state.</summary>
    public Int128 Held { get; internal set; }

    public int Rows { get; internal set; }

    public bool Reconciles => Opening + Funding + Earned - Billed == Closing && Newest == Held;

    /// <summary>Of the asset, without its name.</summary>
    public string Text(Int128 minor) => FocusMoney.Text(minor, decimals);
}
