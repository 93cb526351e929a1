using Chain.Wire;

namespace Chain.Tests.Reference;

/// <summary>The table of M-140.</summary>
/// <param name="IsWindow">At least window_floor_ms.</param>
internal sealed record ParameterTable(ulong Default, ulong Least, ulong Most, bool IsWindow = false)
{
    private const ulong Month = 2_592_000_000;

    public static ParameterTable? Of(ChainParameter parameter) => (int)parameter switch
    {
        1 => new(86_400_000, 1_000, Month),
        2 => new(Month, 60_000, 7_776_000_000),
        3 => new(320_000, 1_000, 900_000),
        4 => new(900_000, 0, Month, true),
        5 => new(900_000, 0, Month, true),
        6 => new(3_600_000, 0, Month, true),
        7 => new(3_600_000, 0, Month, true),
        8 => new(3_600_000, 0, Month, true),
        9 => new(3_600_000, 0, Month, true),
        10 => new(3_600_000, 1_000, Month),
        11 => new(86_400_000, 60_000, 2_678_400_000),
        12 => new(100, 1, 1UL << 40),
        13 => new(7_776_000_000, 86_400_000, 315_360_000_000),
        _ => null,
    };

    public static bool Allows(World world, ChainParameter parameter, ulong value)
    {
        ParameterTable rule = Of(parameter)!;
        ulong least = rule.IsWindow ? world.Parameter(ChainParameter.WindowFloorMs) : rule.Least;
        bool ofGenesis = parameter is ChainParameter.WindowFloorMs or ChainParameter.GraceMs;
        return !ofGenesis && value >= least && value <= rule.Most;
    }
}
