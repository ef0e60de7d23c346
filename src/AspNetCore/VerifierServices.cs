using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Authentication;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.Explanations;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.AspNetCore.Health;
using Verifier.AspNetCore.Http;
using Verifier.AspNetCore.InProcess;
using Verifier.AspNetCore.Metadata;
using Verifier.AspNetCore.Protection;
using Verifier.Explanations;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore;

/// <summary>Registers the verifier, with owners in this process wherever no other ones are registered. Nothing is published by this, see <c>MapVerifierDecisions</c> and its companions.</summary>
public static class VerifierServices
{
    /// <summary>
    /// Adds the verifier for a host that has read its setup itself. An application says <c>AddVerifier</c>. What it owns survives a restart where <see cref="ITenantStore"/>, <see cref="IKeyStore"/> and
    /// <see cref="ILifeStore"/> are registered; elsewhere it is in memory, and proofs made before the start are fenced unless <see cref="VerifierSetup.AssumeFirstStart"/>.
    /// </summary>
    public static IServiceCollection AddVerifierCore(this IServiceCollection services, VerifierSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        services.AddSingleton(setup);
        services.TryAddSingleton(new VerifierOptions());
        return services.AddVerifierParts();
    }

    /// <summary>All that does not depend on where the setup comes from.</summary>
    internal static IServiceCollection AddVerifierParts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        InProcessOwners.Add(services);
        services.AddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<ITenantSource>(), provider.GetRequiredService<IKeySource>(), provider.GetRequiredService<IReplayLedger>(), Setup(provider).TenantByToken, newcomersWait: true));
        services.TryAddSingleton<DecisionMeter>();

        AddEndpoints(services);
        AddProtection(services);
        return services;
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton(provider => new CallerGate(
            Setup(provider).Callers, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CallerGate>>()));
        services.AddSingleton<DecisionEndpoint>();
        services.AddSingleton<ProxyGate>();
        services.AddSingleton<ForwardAuthJudge>();
        services.AddSingleton<ForwardAuthEndpoint>();
        services.AddSingleton(provider => new ForwardAuthService(provider.GetRequiredService<ProxyGate>(), provider.GetRequiredService<ForwardAuthJudge>()));
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<ResourceMetadataEndpoint>();

        services.AddSingleton(provider => new AdminGate(
            Setup(provider).AdminKeys, Setup(provider).AdminReadKeys, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AdminGate>>()));
        services.AddSingleton<AuditLog>();
        services.AddSingleton(provider => new TenantEndpoints(
            provider.GetRequiredService<ITenantAdministration>(), provider.GetRequiredService<IKeyAdministration>(), Setup(provider).Fetch.Rules, provider.GetRequiredService<AuditLog>()));
        services.AddSingleton<KeyEndpoints>();
        services.AddSingleton<RevocationEndpoints>();

        services.AddSingleton(provider => new TokenExplainer(provider.GetRequiredService<ITenantSource>(), provider.GetRequiredService<IKeySource>(), Setup(provider).TenantByToken));
        services.AddSingleton<RequestExplainer>();
        services.AddSingleton<ExplainEndpoint>();
    }

    private static void AddProtection(IServiceCollection services)
    {
        services.AddSingleton<RequestJudge>();
        services.AddSingleton<RefusalWriter>();
        services.AddSingleton<SchemeRefusal>();
        services.AddSingleton<EndpointLock>();
        ExposeNonces(services);
    }

    /// <summary>Puts <see cref="NonceCorsService"/> in the framework's place, whichever of AddCors and this comes first: AddCors adds its own only where there is none. An application's own is left alone.</summary>
    internal static void ExposeNonces(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(ICorsService)) is not { } cors || cors.ImplementationType == typeof(CorsService))
        {
            services.Replace(ServiceDescriptor.Transient<ICorsService, NonceCorsService>());
        }
    }

    private static VerifierSetup Setup(IServiceProvider provider) => provider.GetRequiredService<VerifierSetup>();
}
