namespace Verifier.Tenants;

/// <summary>What a tenant publishes about its protected resource (RFC 9728), as people write it; nothing is checked here. Null: not written.</summary>
public sealed record ResourceSettings
{
    /// <summary>The resource identifier, an https URL without fragment.</summary>
    public string? Identifier { get; init; }

    /// <summary>Scopes worth publishing; default none.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}
