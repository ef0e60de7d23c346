using Verifier.Nonces;

namespace Verifier.Grains.Tenants;

/// <summary>A <see cref="NonceSecret"/> on the wire and in the store; shows itself nowhere else.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.nonce-secret")]
internal sealed record StoredNonceSecret([property: Id(0)] byte Id, [property: Id(1)] byte[] Secret, [property: Id(2)] long CreatedAt)
{
    public static StoredNonceSecret Of(NonceSecret secret) => new(secret.Id, secret.Secret.ToArray(), secret.CreatedAt);

    public NonceSecret ToSecret() => new(Id, Secret, CreatedAt);

    /// <summary>The id and the time, never the secret.</summary>
    public override string ToString() => $"nonce secret {Id} of {CreatedAt}";
}
