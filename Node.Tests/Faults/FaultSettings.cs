using System.Globalization;

namespace Chain.Tests.Faults;

/// <summary>How much is done, from the environment.</summary>
internal static class FaultSettings
{
    /// <summary>CHAIN_KILLS: <c>kill -9</c> at least.</summary>
    public static int Kills => Read("CHAIN_KILLS") ?? 50;

    /// <summary>CHAIN_FAULT_MINUTES: the nemesis plays at least so long; 0 for the kills alone.</summary>
    public static TimeSpan Length => TimeSpan.FromMinutes(Read("CHAIN_FAULT_MINUTES") ?? 0);

    /// <summary>CHAIN_FAULT_SEED: decides all faults; drawn anew where it is not given.</summary>
    public static int Seed => Read("CHAIN_FAULT_SEED") ?? Random.Shared.Next();

    /// <summary>CHAIN_DAMAGE_ROUNDS: files with flipped bits.</summary>
    public static int DamageRounds => Read("CHAIN_DAMAGE_ROUNDS") ?? 5;

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value : null;
}
