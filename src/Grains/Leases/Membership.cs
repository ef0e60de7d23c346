using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Tenants;
using Verifier.Tenants;

namespace Verifier.Grains.Leases;

/// <summary>This process's part in the cluster, from the end of its start to the beginning of its stop: puts the tenants from its configuration, and keeps the list of tenants. It has not started before it has both.</summary>
internal sealed class Membership(TenantLeases tenants, IGrainFactory grains, IOptions<VerifierClusterOptions> options, ILogger<Membership> logger)
    : ILifecycleParticipant<ISiloLifecycle>, ILifecycleParticipant<IClusterClientLifecycle>, IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(Verifier), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync);

    public void Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(nameof(Verifier), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!await ConfigureAsync() || !await RefreshAsync())
        {
            await Task.Delay(Retry, cancellationToken);
        }

        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(options.Value.Lease / 2, options.Value.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                _ = await RefreshAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> RefreshAsync()
    {
        try
        {
            await tenants.RefreshIndexAsync();
            return true;
        }
        catch (Exception failure)
        {
            Log.IndexNotAsked(logger, failure.GetType().Name);
            return false;
        }
    }

    private async Task<bool> ConfigureAsync()
    {
        if (options.Value.Tenants.Count == 0)
        {
            return true;
        }

        foreach (TenantPolicy tenant in options.Value.Tenants)
        {
            try
            {
                TenantChanged changed = await grains.GetGrain<ITenantGrain>(tenant.Name).ConfigureAsync(TenantContent.SettingsOf(tenant));
                if (changed.Outcome == (int)TenantOutcome.Unavailable)
                {
                    Log.NotConfigured(logger, tenant.Name, nameof(TenantOutcome.Unavailable));
                    return false;
                }
            }
            catch (Exception failure)
            {
                Log.NotConfigured(logger, tenant.Name, failure.GetType().Name);
                return false;
            }
        }

        return await RefreshAsync() && await ReleaseAsync();
    }

    // What configuration does not name any more is the API's from now on.
    private async Task<bool> ReleaseAsync()
    {
        HashSet<string> configured = [.. options.Value.Tenants.Select(tenant => tenant.Name)];
        foreach (TenantListed other in tenants.Listed?.Where(listed => listed.IsConfigured && !configured.Contains(listed.Name)) ?? [])
        {
            try
            {
                await grains.GetGrain<ITenantGrain>(other.Name).ReleaseAsync();
            }
            catch (Exception failure)
            {
                Log.NotConfigured(logger, other.Name, failure.GetType().Name);
                return false;
            }
        }

        return true;
    }
}
