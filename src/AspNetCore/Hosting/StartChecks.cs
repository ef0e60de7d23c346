using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Verifier.AccessTokens;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.InProcess;
using Verifier.AspNetCore.Protection;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Hosting;

/// <summary>What an application is told when it starts: wrong settings and endpoints that nobody could pass stop it, what only looks wrong is logged.</summary>
internal sealed class StartChecks(IServiceProvider services, ILogger<StartChecks> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Read here for the first time; a fault is thrown.
        VerifierSetup setup = services.GetRequiredService<VerifierSetup>();
        if (setup.Tenants.Count > 0 && services.GetRequiredService<ITenantSource>() is not TenantRegistry)
        {
            throw new InvalidOperationException(
                "Verifier:Tenants is configured, or a tenant is added in code, but tenants are owned elsewhere here, as by AddVerifierCluster: nobody would read them. Name them in its options, or put them over HTTP.");
        }

        SetupLog.Write(logger, setup, services.GetRequiredService<ITenantSource>().Index);
        if (services.GetRequiredService<IReplayLedger>() is LocalReplayLedger && setup.Tenants.Any(tenant => tenant.DPoP.Mode != DPoPMode.Disabled) && Replicas.Hint() is { } hint)
        {
            SetupLog.LikelyReplicas(logger, hint);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Only now are the endpoints there to be looked at.
        foreach (Endpoint endpoint in services.GetService<EndpointDataSource>()?.Endpoints ?? [])
        {
            _ = EndpointDemand.Of(endpoint);
            if (TakesToken(endpoint) && (endpoint.Metadata.GetMetadata<IAuthorizeData>() is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))
            {
                throw new InvalidOperationException($"{endpoint.DisplayName} takes an AccessToken and demands none: add RequireAccessToken(), or ask HttpContext.GetAccessToken(), which may be null.");
            }
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Minimal API endpoints carry their handler.
    private static bool TakesToken(Endpoint endpoint)
        => endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Any(parameter => parameter.ParameterType == typeof(AccessToken)) == true;
}
