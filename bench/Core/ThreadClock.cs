using System.Runtime.InteropServices;
using Perfolizer.Horology;

namespace Verifier.Bench.Core;

/// <summary>The processor time of the thread that asks: what others do on a shared machine is not counted, what the collector does on this thread is.</summary>
internal sealed partial class ThreadClock : IClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public string Title => "thread's processor time";

    public bool IsAvailable => OperatingSystem.IsLinux();

    public Frequency Frequency => new(1_000_000_000);

    public long GetTimestamp() => GetTime(ThreadCpuTime, out Time time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : throw new PlatformNotSupportedException();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
