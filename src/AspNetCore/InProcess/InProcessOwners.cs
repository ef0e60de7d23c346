using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Health;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>
/// Registers the owners that live in this process; a cluster's are registered in their place, before or after. What they keep survives a restart where <see cref="ITenantStore"/>,
/// <see cref="IKeyStore"/> and <see cref="ILifeStore"/> are registered; else it is in memory.
/// </summary>
internal static class InProcessOwners
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new TenantRegistry(
            Setup(provider).Tenants,
            Clock(provider),
            provider.GetService<ITenantStore>() is { } store ? new TenantStart(store, Setup(provider).Fetch.Rules, provider.GetRequiredService<ILogger<TenantRegistry>>()) : null));
        services.TryAddSingleton<ITenantSource>(provider => provider.GetRequiredService<TenantRegistry>());
        services.TryAddSingleton<ITenantAdministration>(provider => provider.GetRequiredService<TenantRegistry>());

        services.TryAddSingleton<IKeyFetcher>(provider => new HttpsKeyFetcher(Setup(provider).Fetch, Clock(provider)));
        services.AddSingleton(provider => new IssuerKeys(
            provider.GetRequiredService<IKeyFetcher>(), Clock(provider), provider.GetRequiredService<ILogger<IssuerKeys>>(), provider.GetService<IKeyStore>()));
        services.TryAddSingleton<IKeySource>(provider => provider.GetRequiredService<IssuerKeys>());
        services.TryAddSingleton<IKeyAdministration>(provider => provider.GetRequiredService<IssuerKeys>());

        services.AddSingleton(provider => LocalReplayLedger.Start(Setup(provider).AssumeFirstStart, Clock(provider)));
        services.AddSingleton(provider => new StoredReplayLedger(provider.GetRequiredService<ILifeStore>(), Clock(provider), provider.GetRequiredService<ILogger<StoredReplayLedger>>()));
        services.TryAddSingleton<IReplayLedger>(provider =>
            provider.GetService<ILifeStore>() is null ? provider.GetRequiredService<LocalReplayLedger>() : provider.GetRequiredService<StoredReplayLedger>());

        // A ledger with a life has to be started and stopped, and is ready once that life is stored.
        services.AddSingleton(provider => provider.GetRequiredService<IReplayLedger>() as StoredReplayLedger as IHostedService ?? NothingToRun.Instance);
        services.AddSingleton(provider => provider.GetRequiredService<IReplayLedger>() as StoredReplayLedger as IReadinessPart ?? NothingToRun.Instance);
        services.AddHostedService<Housekeeping>();
    }

    private static VerifierSetup Setup(IServiceProvider provider) => provider.GetRequiredService<VerifierSetup>();

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private sealed class NothingToRun : IHostedService, IReadinessPart
    {
        public static readonly NothingToRun Instance = new();

        public bool IsReady => true;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
