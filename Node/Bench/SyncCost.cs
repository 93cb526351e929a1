using System.Diagnostics;

namespace Chain.Node.Bench;

/// <summary>
/// What one synced append costs here: the unit that the latency of an idle chain is compared with.
/// </summary>
internal static class SyncCost
{
    private const int Samples = 101;
    private const int Bytes = 1_024;

    /// <summary>Median, milliseconds.</summary>
    /// <param name="folder">On the disk in question.</param>
    public static double MeasureMillis(string folder)
    {
        string path = Path.Combine(folder, "sync-cost");
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        });
        byte[] bytes = new byte[Bytes];
        double[] millis = new double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            long start = Stopwatch.GetTimestamp();
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            millis[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(millis);
        return millis[Samples / 2];
    }
}
