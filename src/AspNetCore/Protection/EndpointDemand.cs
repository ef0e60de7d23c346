using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Protection;

/// <summary>What an endpoint demands: all that was said of it, of its group and of its class together.</summary>
internal static class EndpointDemand
{
    private static readonly ConditionalWeakTable<Endpoint, AccessDemand> Combined = [];

    /// <summary>The demand; <see cref="AccessDemand.None"/> where nothing was said.</summary>
    /// <exception cref="InvalidOperationException">Two demands that no token can meet both.</exception>
    public static AccessDemand Of(Endpoint? endpoint)
    {
        IReadOnlyList<RequireAccessTokenAttribute> said = endpoint?.Metadata.GetOrderedMetadata<RequireAccessTokenAttribute>() ?? [];
        return said.Count switch
        {
            0 => AccessDemand.None,
            1 => said[0].Demand,
            _ => Combined.GetValue(endpoint!, static endpoint => Combine(endpoint)),
        };
    }

    private static AccessDemand Combine(Endpoint endpoint)
    {
        AccessDemand all = AccessDemand.None;

        // MVC names an attribute twice, as metadata and as a filter.
        foreach (AccessDemand one in endpoint.Metadata.GetOrderedMetadata<RequireAccessTokenAttribute>().Select(said => said.Demand).Distinct())
        {
            all = AccessDemand.TryCombine(all, one, out AccessDemand both, out string fault)
                ? both
                : throw new InvalidOperationException($"No token can pass {endpoint.DisplayName}: {fault}");
        }

        return all;
    }
}
