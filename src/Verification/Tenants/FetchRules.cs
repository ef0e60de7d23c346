namespace Verifier.Tenants;

/// <summary>What an installation allows its tenants' issuers to be.</summary>
/// <param name="AllowHttpLoopback">Whether <c>http</c> issuers on loopback are taken: development and tests only.</param>
public sealed record FetchRules(bool AllowHttpLoopback);
