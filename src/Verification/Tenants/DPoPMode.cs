namespace Verifier.Tenants;

/// <summary>Whether a tenant takes DPoP.</summary>
public enum DPoPMode
{
    /// <summary>Bearer and DPoP.</summary>
    Allowed = 0,

    /// <summary>Bearer only.</summary>
    Disabled,

    /// <summary>DPoP only.</summary>
    Required,
}
