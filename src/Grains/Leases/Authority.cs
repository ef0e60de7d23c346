using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Verifier.Grains.Leases;

/// <summary>
/// Whether this silo may speak for what its grains own. One that is cut off from the cluster's membership does not learn that it was declared dead and that others own its grains now; so what it holds in memory
/// is good for a lease after it has last found itself in the membership, and no longer (docs/decisions/0008).
/// </summary>
internal sealed class Authority(IMembershipTable table, ISiloStatusOracle silos, IOptions<VerifierClusterOptions> options, TimeProvider clock, ILogger<Authority> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // A membership that does not answer is asked again.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private long _foundAt = clock.GetTimestamp();
    private bool _isLost;

    /// <summary>Refuses to go on where this silo may have been replaced.</summary>
    /// <exception cref="InvalidOperationException">It has not found itself in the cluster's membership for a lease.</exception>
    public void Demand()
    {
        if (clock.GetElapsedTime(Volatile.Read(ref _foundAt)) >= options.Value.Lease)
        {
            throw new InvalidOperationException("This silo has not found itself in the cluster's membership for as long as a lease lasts, so it may have been replaced.");
        }
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(Authority), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    /// <summary>Looks once.</summary>
    public async Task LookAsync()
    {
        long askedAt = clock.GetTimestamp();
        string? failure;
        try
        {
            MembershipTableData found = await table.ReadRow(silos.SiloAddress).WaitAsync(Limit, clock);
            failure = found.TryGet(silos.SiloAddress)?.Item1.Status switch
            {
                null => "it is not there",
                SiloStatus.Dead => "it was declared dead",
                _ => null,
            };
        }
        catch (Exception unread)
        {
            failure = unread.GetType().Name;
        }

        if (failure is null)
        {
            Volatile.Write(ref _foundAt, askedAt);
        }
        else if (!_isLost)
        {
            Log.NotFoundInMembership(logger, failure);
        }

        _isLost = failure is not null;
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        // It has just joined.
        Volatile.Write(ref _foundAt, clock.GetTimestamp());
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(Beat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
