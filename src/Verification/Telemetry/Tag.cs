namespace Verifier.Telemetry;

/// <summary>The names of tags, and the values that are not names of anything.</summary>
internal static class Tag
{
    public const string Tenant = "tenant";
    public const string Issuer = "issuer";
    public const string Reason = "reason";
    public const string Scheme = "scheme";
    public const string Outcome = "outcome";
    public const string Cause = "cause";
    public const string DecisionId = "decision_id";

    /// <summary>In the place of a tenant or a scheme: there was none. No tenant's name has parentheses.</summary>
    public const string None = "(none)";

    /// <summary>In the place of a tenant or an issuer that came when there were as many as are told apart.</summary>
    public const string Other = "(other)";

    /// <summary>How many tenants, and how many issuers of tenants, are told apart.</summary>
    public const int Most = 1000;

    private static readonly FirstComers<string> Tenants = new(Most);

    /// <summary>The value for a tenant. It must be one that there is: a policy's name, never a request's.</summary>
    public static string OfTenant(string? tenant) => tenant is null ? None : Tenants.Has(tenant) ? tenant : Other;

    /// <summary>The value for a scheme.</summary>
    public static string OfScheme(AuthorizationScheme scheme) => scheme switch
    {
        AuthorizationScheme.Bearer => nameof(AuthorizationScheme.Bearer),
        AuthorizationScheme.DPoP => nameof(AuthorizationScheme.DPoP),
        _ => None,
    };
}
