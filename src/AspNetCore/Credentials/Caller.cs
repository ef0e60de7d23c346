namespace Verifier.AspNetCore.Credentials;

/// <summary>Somebody who may ask for decisions from beyond loopback.</summary>
/// <param name="Key">The key that the caller presents.</param>
/// <param name="Tenants">The tenants that the caller may use; null: all.</param>
/// <param name="RequestsPerSecond">How many decisions a second the caller may ask for, 1 or more; null: any number.</param>
public sealed record Caller(NamedKey Key, IReadOnlySet<string>? Tenants, int? RequestsPerSecond);
