using System.Globalization;

namespace Chain.Bench;

/// <summary>This process's memory in MB, as the kernel and the collector count it.</summary>
internal static class ProcessMemory
{
    /// <summary>Collects what is dead and makes the kernel note peaks from now on.</summary>
    public static void StartAnew()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    public static double Live() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;

    /// <summary>The most that was resident since <see cref="StartAnew"/>.</summary>
    public static double Peak() => Status("VmHWM:");

    /// <summary>"VmHWM:   12345 kB"</summary>
    private static double Status(string name)
    {
        string line = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
