using System.Globalization;

namespace Chain.Tests.Simulation;

/// <summary>What the environment says of a run.</summary>
internal static class Settings
{
    public static ulong Number(string name, ulong otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
