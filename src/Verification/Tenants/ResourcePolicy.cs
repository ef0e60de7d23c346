namespace Verifier.Tenants;

/// <summary>What a tenant publishes about its protected resource (RFC 9728).</summary>
/// <param name="Identifier">The resource identifier, an https URL.</param>
/// <param name="Scopes">Scopes worth publishing.</param>
/// <param name="MetadataUrl">Where the metadata document is (RFC 9728 section 3.1).</param>
public sealed record ResourcePolicy(string Identifier, IReadOnlyList<string> Scopes, string MetadataUrl);
