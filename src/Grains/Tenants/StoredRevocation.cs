using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>A <see cref="Revocation"/> on the wire and in the store.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.revocation")]
internal sealed record StoredRevocation(
    [property: Id(0)] string Id,
    [property: Id(1)] int Target,
    [property: Id(2)] string Value,
    [property: Id(3)] string? Issuer,
    [property: Id(4)] long IssuedBefore,
    [property: Id(5)] long ExpiresAt,
    [property: Id(6)] long CreatedAt)
{
    public static StoredRevocation Of(Revocation revocation) => new(
        revocation.Id, (int)revocation.Target, revocation.Value, revocation.Issuer, revocation.IssuedBefore, revocation.ExpiresAt, revocation.CreatedAt);

    public Revocation ToRevocation() => new(Id, (RevocationTarget)Target, Value, Issuer, IssuedBefore, ExpiresAt, CreatedAt);
}
