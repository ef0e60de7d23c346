using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.Explanations;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.AspNetCore.Health;
using Verifier.AspNetCore.Http;
using Verifier.AspNetCore.Metadata;
using Verifier.AspNetCore.OpenApi;

// Where ASP.NET Core developers find such methods without a using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP contract's endpoints, each part on its own: administration is never published along with something else. Under an application's fallback policy say on each what it is to be, as in <c>MapVerifierHealth().AllowAnonymous()</c>.</summary>
public static class VerifierEndpoints
{
    /// <summary>How long a request's body may be anywhere in this contract, in bytes; a host does well to refuse longer ones altogether.</summary>
    public const int MaxBodyBytes = JsonBody.MaxLength;

    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>POST /v1/verify</c>: open on loopback, for callers with their key elsewhere.</summary>
    public static IEndpointConventionBuilder MapVerifierDecisions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        DecisionEndpoint decisions = endpoints.ServiceProvider.GetRequiredService<DecisionEndpoint>();
        return endpoints.MapPost("/v1/verify", decisions.HandleAsync);
    }

    /// <summary>
    /// Maps <c>GET /v1/auth</c>, forward auth for reverse proxies: for those in <c>Verifier:ForwardAuth:TrustedProxies</c> (loopback unless configured) alone. It reads the forwarded headers itself, so that
    /// an application that says <c>UseForwardedHeaders()</c>, which takes them away, must not have it in that pipeline.
    /// </summary>
    public static IEndpointConventionBuilder MapVerifierForwardAuth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ForwardAuthEndpoint forwardAuth = endpoints.ServiceProvider.GetRequiredService<ForwardAuthEndpoint>();
        return endpoints.MapGet("/v1/auth", forwardAuth.HandleAsync);
    }

    /// <summary>Maps <c>/v1/tenants</c> with what is below it, and <c>POST /v1/explain</c>: every call needs an admin key, wherever it comes from.</summary>
    /// <exception cref="InvalidOperationException">No admin key is configured.</exception>
    public static IEndpointConventionBuilder MapVerifierAdmin(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        if (services.GetRequiredService<VerifierSetup>() is { AdminKeys.Count: 0, AdminReadKeys.Count: 0 })
        {
            throw new InvalidOperationException($"Administration is mapped and nobody could use it: configure Verifier:Admin:Keys:{{name}} with a key of at least {NamedKey.MinLength} characters.");
        }

        AdminGate gate = services.GetRequiredService<AdminGate>();
        TenantEndpoints tenants = services.GetRequiredService<TenantEndpoints>();
        KeyEndpoints keys = services.GetRequiredService<KeyEndpoints>();
        RevocationEndpoints revocations = services.GetRequiredService<RevocationEndpoints>();

        ExplainEndpoint explain = services.GetRequiredService<ExplainEndpoint>();

        RouteGroupBuilder administration = endpoints.MapGroup("/v1").WithMetadata(ServedBy.AdministrationAlone);
        administration.MapGet("/tenants", Behind(tenants.ListAsync));
        administration.MapGet("/tenants/{tenant}", Behind(tenants.GetAsync));
        administration.MapPut("/tenants/{tenant}", Behind(tenants.PutAsync));
        administration.MapDelete("/tenants/{tenant}", Behind(tenants.DeleteAsync));
        administration.MapGet("/tenants/{tenant}/keys", Behind(keys.ListAsync));
        administration.MapPost("/tenants/{tenant}/keys/refresh", Behind(keys.RefreshAsync));
        administration.MapGet("/tenants/{tenant}/revocations", Behind(revocations.ListAsync));
        administration.MapPost("/tenants/{tenant}/revocations", Behind(revocations.AddAsync));
        administration.MapDelete("/tenants/{tenant}/revocations/{id}", Behind(revocations.RemoveAsync));
        administration.MapPost("/explain", explain.HandleAsync);
        return administration;

        RequestDelegate Behind(Func<HttpContext, string, Task> handle) => async context =>
        {
            if (await gate.AdmitAsync(context) is { } who && await Query.IsEmptyAsync(context))
            {
                await handle(context, who);
            }
        };
    }

    /// <summary>Maps <c>GET /.well-known/oauth-protected-resource{/path}</c> (RFC 9728) for tenants with a <c>resource</c>; challenges name it. It is open, whatever the application's fallback policy: who reads it has no token yet.</summary>
    public static IEndpointConventionBuilder MapVerifierMetadata(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ResourceMetadataEndpoint metadata = endpoints.ServiceProvider.GetRequiredService<ResourceMetadataEndpoint>();
        return endpoints.MapMethods(ResourceMetadataEndpoint.Path + "/{**path}", GetOrHead, metadata.HandleAsync).AllowAnonymous();
    }

    /// <summary>Maps <c>GET /openapi/v1.json</c>: the HTTP contract as OpenAPI 3.1.</summary>
    public static IEndpointConventionBuilder MapVerifierOpenApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapMethods(OpenApiDocument.Path, GetOrHead, OpenApiDocument.HandleAsync);
    }

    /// <summary>Maps <c>GET /healthz</c> and <c>GET /readyz</c>.</summary>
    public static IEndpointConventionBuilder MapVerifierHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        HealthEndpoints health = endpoints.ServiceProvider.GetRequiredService<HealthEndpoints>();
        RouteGroupBuilder both = endpoints.MapGroup("").WithMetadata(ServedBy.All);
        both.MapMethods("/healthz", GetOrHead, HealthEndpoints.LiveAsync);
        both.MapMethods("/readyz", GetOrHead, health.ReadyAsync);
        return both;
    }
}
