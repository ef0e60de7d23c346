namespace Verifier.Conformance;

/// <summary>How a host is started.</summary>
public sealed record HostSettings
{
    /// <summary>Whether a token's unverified <c>iss</c> may choose the tenant.</summary>
    public bool TenantByToken { get; init; } = true;
}
