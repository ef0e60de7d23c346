using Microsoft.Extensions.Hosting;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Lets the owners tidy up: the sweep of a ledger that has no life of its own to keep, and new nonce secrets where they are due. A cluster's owners see to themselves.</summary>
internal sealed class Housekeeping(IReplayLedger ledger, ITenantAdministration tenants, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (tenants is TenantRegistry registry)
        {
            await registry.SettleAsync();
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
                if (tenants is TenantRegistry registry)
                {
                    await registry.RotateNoncesAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
