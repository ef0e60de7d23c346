namespace Verifier.Interop.Tests.Page;

/// <summary>A clock that stands in the past and is moved on when told, until it runs with the machine's. Durations are always real.</summary>
internal sealed class PastClock(TimeSpan behind) : TimeProvider
{
    private long _stands = (System.GetUtcNow() - behind).UtcTicks;

    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref _stands) is var stands and > 0 ? new DateTimeOffset(stands, TimeSpan.Zero) : System.GetUtcNow();

    public void MoveOn(TimeSpan by) => Interlocked.Add(ref _stands, by.Ticks);

    public void Run() => Interlocked.Exchange(ref _stands, 0);
}
