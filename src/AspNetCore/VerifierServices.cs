using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.Health;
using Verifier.AspNetCore.InProcess;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AspNetCore;

/// <summary>Registers the verifier and its owners in one process.</summary>
public static class VerifierServices
{
    /// <summary>
    /// Adds the verifier with everything that it owns in memory. Nothing is published by this, see <see cref="VerifierEndpoints"/>. The ledger of used proofs begins empty and takes this for
    /// its first start, so a proof that was used before a restart can be used once more within its lifetime.
    /// </summary>
    public static IServiceCollection AddVerifierCore(this IServiceCollection services, VerifierSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(setup);

        services.AddSingleton(provider => new TenantRegistry(setup.Tenants, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ITenantSource>(provider => provider.GetRequiredService<TenantRegistry>());
        services.AddSingleton<ITenantAdministration>(provider => provider.GetRequiredService<TenantRegistry>());
        services.AddSingleton(provider => new LocalReplayLedger(long.MinValue, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<Housekeeping>();

        services.AddSingleton<IKeyFetcher>(provider => new HttpsKeyFetcher(setup.Fetch, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<IKeySource>(provider => provider.GetRequiredService<IssuerKeys>());
        services.AddSingleton<IKeyAdministration>(provider => provider.GetRequiredService<IssuerKeys>());
        services.AddSingleton<IReplayLedger>(provider => provider.GetRequiredService<LocalReplayLedger>());
        services.AddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<ITenantSource>(), provider.GetRequiredService<IKeySource>(), provider.GetRequiredService<IReplayLedger>(), setup.TenantByToken));

        services.AddSingleton(_ => new CallerGate(setup.Callers));
        services.AddSingleton<DecisionEndpoint>();
        services.AddSingleton<HealthEndpoints>();

        services.AddSingleton(provider => new AdminGate(setup.AdminKeys, setup.AdminReadKeys, provider.GetRequiredService<ILogger<AdminGate>>()));
        services.AddSingleton<AuditLog>();
        services.AddSingleton(provider => new TenantEndpoints(
            provider.GetRequiredService<ITenantAdministration>(), provider.GetRequiredService<IKeyAdministration>(), setup.Fetch.Rules, provider.GetRequiredService<AuditLog>()));
        services.AddSingleton<KeyEndpoints>();
        services.AddSingleton<RevocationEndpoints>();
        return services;
    }
}
