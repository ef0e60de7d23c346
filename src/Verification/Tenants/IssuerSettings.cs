namespace Verifier.Tenants;

/// <summary>An issuer as people write it: a URL, a domain, or an object; nothing is checked here.</summary>
/// <param name="Issuer">The issuer identifier (RFC 8414 section 2), or a domain: <c>acme.eu.auth0.com</c> is <c>https://acme.eu.auth0.com/</c>.</param>
/// <param name="Internal">Whether its keys may be fetched from private addresses; default false.</param>
public sealed record IssuerSettings(string? Issuer, bool? Internal = null);
