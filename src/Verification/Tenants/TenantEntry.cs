
namespace Verifier.Tenants;

/// <summary>One tenant as its owner holds it.</summary>
/// <param name="Snapshot">What decisions need.</param>
/// <param name="IsConfigured">Whether it comes from configuration, which alone can change it.</param>
public sealed record TenantEntry(TenantSnapshot Snapshot, bool IsConfigured)
{
    /// <summary>The policy.</summary>
    public TenantPolicy Policy => Snapshot.Policy;

    /// <summary>The policy's version as a strong entity tag (RFC 9110 section 8.8.3); a revocation does not change it.</summary>
    public string ETag => $"\"{Snapshot.Version:x}\"";
}
