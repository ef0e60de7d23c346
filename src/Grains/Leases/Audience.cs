namespace Verifier.Grains.Leases;

/// <summary>The front ends that hold a lease from one owner, as far as they have said so lately. One thread at a time, as a grain's turns are.</summary>
internal sealed class Audience(TimeProvider clock)
{
    // Renewed with every lease; who does not renew is forgotten, and so is at once who cannot be told.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly Dictionary<IFrontEnd, long> _heardAt = [];

    public void Heard(IFrontEnd who) => _heardAt[who] = clock.GetTimestamp();

    /// <summary>Tells all of them at once, and ends when each has taken note or failed to.</summary>
    public async Task TellAsync(Func<IFrontEnd, Task> tell)
    {
        if (_heardAt.Count > 0)
        {
            await Task.WhenAll(_heardAt.ToArray().Select(one => TellAsync(one.Key, one.Value, tell)));
        }
    }

    private async Task TellAsync(IFrontEnd who, long heardAt, Func<IFrontEnd, Task> tell)
    {
        try
        {
            if (clock.GetElapsedTime(heardAt) < Remembered)
            {
                await tell(who);
                return;
            }
        }
        catch (Exception)
        {
            // Its lease ends by itself.
        }

        _ = _heardAt.Remove(who);
    }
}
