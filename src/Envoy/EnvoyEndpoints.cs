using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.ForwardAuth;

namespace Verifier.Envoy;

/// <summary>Envoy's external authorization over gRPC.</summary>
public static class EnvoyEndpoints
{
    /// <summary>
    /// Maps <c>envoy.service.auth.v3.Authorization/Check</c>, for those in <c>Verifier:ForwardAuth:TrustedProxies</c> alone. Over plain HTTP it can be called where the listener speaks HTTP/2
    /// (<c>Kestrel:Endpoints:{name}:Protocols</c> <c>Http2</c>).
    /// </summary>
    public static IEndpointConventionBuilder MapEnvoyAuthorization(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        CheckEndpoint check = new(services.GetRequiredService<ForwardAuthService>(), services.GetRequiredService<ILogger<CheckEndpoint>>());
        return endpoints.MapPost(CheckEndpoint.Path, check.HandleAsync);
    }
}
