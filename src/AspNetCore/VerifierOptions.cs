using Microsoft.AspNetCore.Http;
using Verifier.Tenants;

namespace Verifier.AspNetCore;

/// <summary>What an application says in code; the section <c>Verifier</c> of its configuration says the rest. A tenant is named in one of the two.</summary>
public sealed class VerifierOptions
{
    private readonly Dictionary<string, TenantSettings> _tenants = new(StringComparer.Ordinal);

    /// <summary>
    /// Names the tenant of a request, by its host, its route or a header that only a trusted proxy can set; null leaves the choice to the request's origin and, unless
    /// <c>Verifier:TenantByToken</c> is false, to the token. A name that is no tenant's refuses the request. It is asked again where routing, forwarded headers or a second execution have changed the
    /// request since it was judged.
    /// </summary>
    public Func<HttpContext, ValueTask<string?>>? ResolveTenant { get; set; }

    /// <summary>Whether a token's unverified <c>iss</c> may choose the tenant where nothing else does; null: as configured, or else true.</summary>
    public bool? TenantByToken { get; set; }

    /// <summary>Whether issuers may be plain HTTP on loopback addresses, for development and tests only; null: as configured, or else false.</summary>
    public bool? AllowHttpLoopback { get; set; }

    internal IReadOnlyDictionary<string, TenantSettings> Tenants => _tenants;

    /// <summary>Adds a tenant; what is wrong with it is said when the application starts.</summary>
    /// <param name="name">Its name, <c>[a-z0-9-]{1,63}</c>.</param>
    /// <param name="settings">Its settings.</param>
    /// <exception cref="ArgumentException">There is a tenant of this name.</exception>
    public VerifierOptions AddTenant(string name, TenantSettings settings)
    {
        _tenants.Add(name, settings);
        return this;
    }

    /// <summary>Adds a tenant of one issuer and one audience, with the safe defaults for everything else.</summary>
    /// <param name="name">Its name, <c>[a-z0-9-]{1,63}</c>.</param>
    /// <param name="issuer">The issuer, an https URL as tokens spell it, or a domain.</param>
    /// <param name="audience">What must be among a token's <c>aud</c>.</param>
    /// <exception cref="ArgumentException">There is a tenant of this name.</exception>
    public VerifierOptions AddTenant(string name, string issuer, string audience) => AddTenant(name, new TenantSettings { Issuers = [new IssuerSettings(issuer)], Audiences = [audience] });
}
