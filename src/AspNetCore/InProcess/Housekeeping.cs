using Microsoft.Extensions.Hosting;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Lets the owners tidy up: the ledger's sweep, and new nonce secrets where they are due.</summary>
internal sealed class Housekeeping(LocalReplayLedger ledger, TenantRegistry tenants, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                ledger.Sweep();
                tenants.RotateNonces();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
