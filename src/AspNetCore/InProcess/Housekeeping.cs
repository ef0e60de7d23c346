using Microsoft.Extensions.Hosting;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Lets the owners tidy up: the sweep of a ledger that has no life of its own to keep, and new nonce secrets where they are due.</summary>
internal sealed class Housekeeping(IReplayLedger ledger, ITenantSource tenants, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // Null where a cluster owns the tenants.
    private readonly TenantRegistry? _registry = tenants as TenantRegistry;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_registry is not null)
        {
            await _registry.SettleAsync();
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                (ledger as LocalReplayLedger)?.Sweep();
                if (_registry is not null)
                {
                    await _registry.RotateNoncesAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
