using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Http;
using Verifier.DPoP;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Metadata;

/// <summary><c>GET /.well-known/oauth-protected-resource{/path}</c> (RFC 9728 section 3): what a client can learn of a tenant's resource before it has a token.</summary>
internal sealed class ResourceMetadataEndpoint(ITenantSource tenants)
{
    /// <summary>Where RFC 9728 section 3 puts it.</summary>
    public const string Path = "/.well-known/oauth-protected-resource";

    public async Task HandleAsync(HttpContext context)
    {
        HttpResponse response = context.Response;

        // Public, and of use to clients that run in a browser.
        response.Headers.AccessControlAllowOrigin = "*";
        if (await FindAsync(context) is not { } policy)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "No resource here publishes metadata.");
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => Write(json, policy, policy.Resource!));
    }

    // The host decides; behind a proxy that does not pass it on, a path that is one tenant's alone does.
    private async ValueTask<TenantPolicy?> FindAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        IReadOnlyList<string> names = tenants.Index.ByMetadataPath(request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
        string? here = names.Count > 1 ? OriginOf($"{request.Scheme}://{request.Host.ToUriComponent()}") : null;
        List<TenantPolicy> found = [];
        foreach (string name in names)
        {
            if (await tenants.GetAsync(name, context.RequestAborted) is { Policy: { Resource: { } resource } policy }
                && (names.Count == 1 || (here is not null && OriginOf(resource.Identifier) == here)))
            {
                found.Add(policy);
            }
        }

        return found.Count == 1 ? found[0] : null;
    }

    private static string? OriginOf(string url) => ProtectedUrl.TryRead(url, out ProtectedUrl? read) ? read.Origin : null;

    private static void Write(Utf8JsonWriter json, TenantPolicy policy, ResourcePolicy resource)
    {
        json.WriteStartObject();
        json.WriteString("resource", resource.Identifier);
        WriteList(json, "authorization_servers", policy.Issuers.Values.Where(issuer => !issuer.IsInternal).Select(issuer => issuer.Issuer).Order(StringComparer.Ordinal));
        WriteList(json, "scopes_supported", resource.Scopes);
        WriteList(json, "bearer_methods_supported", ["header"]);
        if (policy.DPoP.Mode != DPoPMode.Disabled)
        {
            WriteList(json, "dpop_signing_alg_values_supported", policy.DPoP.Algorithms.ToString().Split(' '));
            json.WriteBoolean("dpop_bound_access_tokens_required", policy.DPoP.Mode == DPoPMode.Required);
        }

        json.WriteEndObject();
    }

    // Parameters with nothing in them are left out (RFC 9728 section 3.2).
    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        bool any = false;
        foreach (string value in values)
        {
            if (!any)
            {
                json.WriteStartArray(name);
                any = true;
            }

            json.WriteStringValue(value);
        }

        if (any)
        {
            json.WriteEndArray();
        }
    }
}
