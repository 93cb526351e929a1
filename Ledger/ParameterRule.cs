using Chain.Wire;

namespace Chain.Ledger;

/// <summary>A parameter of the chain: its default and its bounds (M-140).</summary>
/// <param name="Least">0 for a window: then the chain's window floor.</param>
public sealed record ParameterRule(ChainParameter Parameter, ulong Default, ulong Least, ulong Most)
{
    private const ulong Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    /// <summary>All, by number, which is one more than the place here.</summary>
    public static readonly IReadOnlyList<ParameterRule> All =
    [
        new(ChainParameter.TimelockMs, Day, 1_000, 30 * Day),
        new(ChainParameter.FreezeMs, 30 * Day, Minute, 90 * Day),
        new(ChainParameter.WindowFloorMs, 320_000, 1_000, 15 * Minute),
        Window(ChainParameter.HandoverMs, 15 * Minute),
        Window(ChainParameter.AcknowledgeMs, 15 * Minute),
        Window(ChainParameter.ChallengeMs, Hour),
        Window(ChainParameter.ReceiptMs, Hour),
        Window(ChainParameter.CommitMs, Hour),
        Window(ChainParameter.RevealMs, Hour),
        new(ChainParameter.GraceMs, Hour, 1_000, 30 * Day),
        new(ChainParameter.SpotPeriodMs, Day, Minute, 31 * Day),
        new(ChainParameter.DisputeMinimum, 100, 1, Limits.Price),
        new(ChainParameter.ReputationHalfLifeMs, 90 * Day, Day, 3_650 * Day),
    ];

    public byte Number => (byte)Parameter;

    /// <summary>
    /// False: the genesis sets it for ever. What open leases and orders hold was reckoned with the grace.
    /// </summary>
    public bool ByVote => Parameter is not (ChainParameter.WindowFloorMs or ChainParameter.GraceMs);

    /// <returns>Null for a number that is no parameter.</returns>
    public static ParameterRule? Of(ChainParameter parameter) =>
        parameter > 0 && (int)parameter <= All.Count ? All[(int)parameter - 1] : null;

    /// <param name="windowFloorMs">Of the chain.</param>
    public ulong LeastOn(ulong windowFloorMs) => Least == 0 ? windowFloorMs : Least;

    public bool Allows(ulong value, ulong windowFloorMs) => value >= LeastOn(windowFloorMs) && value <= Most;

    private static ParameterRule Window(ChainParameter parameter, ulong standard) =>
        new(parameter, standard, Least: 0, 30 * Day);
}
