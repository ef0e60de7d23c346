namespace Verifier.Tenants;

/// <summary>One issuer that a tenant trusts.</summary>
/// <param name="Issuer">The issuer identifier, exactly as tokens and the discovery document spell it.</param>
/// <param name="IsInternal">Whether its keys may be fetched from private addresses.</param>
public sealed record IssuerPolicy(string Issuer, bool IsInternal);
