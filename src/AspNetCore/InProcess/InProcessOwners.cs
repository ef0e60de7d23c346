using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Registers the owners that live in this process, for what has no owner yet: a cluster's are registered in their place, before or after. What they keep survives a restart where <see cref="ITenantStore"/>, <see cref="IKeyStore"/> and <see cref="ILifeStore"/> are registered.</summary>
internal static class InProcessOwners
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new TenantRegistry(
            Setup(provider).Tenants,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ITenantStore>() is { } store ? new TenantStart(store, Setup(provider).Fetch.Rules, provider.GetRequiredService<ILogger<TenantRegistry>>()) : null));
        services.TryAddSingleton<ITenantSource>(provider => provider.GetRequiredService<TenantRegistry>());
        services.TryAddSingleton<ITenantAdministration>(provider => provider.GetRequiredService<TenantRegistry>());

        services.AddSingleton(provider => new IssuerKeys(
            provider.GetRequiredService<IKeyFetcher>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<IssuerKeys>>(), provider.GetService<IKeyStore>()));
        services.TryAddSingleton<IKeySource>(provider => provider.GetRequiredService<IssuerKeys>());
        services.TryAddSingleton<IKeyAdministration>(provider => provider.GetRequiredService<IssuerKeys>());

        services.TryAddSingleton<IReplayLedger>(provider => provider.GetService<ILifeStore>() is { } store
            ? new StoredReplayLedger(store, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoredReplayLedger>>())
            : LocalReplayLedger.Start(Setup(provider).AssumeFirstStart, provider.GetRequiredService<TimeProvider>()));

        // Whichever it is: one with a life has to be started and stopped, and is ready once that life is stored.
        services.AddSingleton(provider => provider.GetRequiredService<IReplayLedger>() as IHostedService ?? NothingToRun.Instance);
        services.AddSingleton(provider => provider.GetRequiredService<IReplayLedger>() as IReadinessPart ?? NothingToRun.Instance);
        services.AddHostedService<Housekeeping>();
    }

    private static VerifierSetup Setup(IServiceProvider provider) => provider.GetRequiredService<VerifierSetup>();

    private sealed class NothingToRun : IHostedService, IReadinessPart
    {
        public static readonly NothingToRun Instance = new();

        public bool IsReady => true;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
