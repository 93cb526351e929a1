using System.Runtime.InteropServices;

namespace Chain.Bench;

/// <summary>
/// CPU time of the calling thread, collections it runs included. What others do on the machine meanwhile
/// is not in it, so that figures of a busy machine can be compared.
/// </summary>
internal static partial class ThreadTime
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now
    {
        get
        {
            Require.That(ClockGetTime(ThreadCpuTime, out TimeSpec time) == 0);
            return TimeSpan.FromTicks(time.Seconds * TimeSpan.TicksPerSecond
                + time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly long Seconds, Nanoseconds;
    }
}
