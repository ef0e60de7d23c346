using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.Grains.Keys;

/// <summary>Whose keys are asked for, and how they are kept.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.key-question")]
internal sealed record KeyQuestion(
    [property: Id(0)] string Tenant,
    [property: Id(1)] string Issuer,
    [property: Id(2)] bool IsInternal,
    [property: Id(3)] int RefreshSeconds,
    [property: Id(4)] int MaxStaleSeconds)
{
    public RefreshPlan Plan => new(RefreshSeconds, MaxStaleSeconds);

    /// <summary>The key of the grain that owns these keys.</summary>
    public string GrainKey => GrainKeyOf(Tenant, new IssuerPolicy(Issuer, IsInternal));

    public static KeyQuestion Of(TenantPolicy tenant, IssuerPolicy issuer) => new(tenant.Name, issuer.Issuer, issuer.IsInternal, tenant.KeyRefresh, tenant.KeyMaxStale);

    /// <summary>The tenant, and a hash of the issuer with whether it is internal: what one may reach is no other's.</summary>
    public static string GrainKeyOf(string tenant, IssuerPolicy issuer)
        => $"{tenant}/{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(issuer.Issuer)).AsSpan(0, 16))}{(issuer.IsInternal ? "/internal" : "")}";
}
