namespace Verifier.Tenants;

/// <summary>What became of a change.</summary>
public enum TenantOutcome
{
    /// <summary>A tenant more.</summary>
    Created = 0,

    /// <summary>A new policy.</summary>
    Replaced,

    /// <summary>The policy was this already; its version stays.</summary>
    Unchanged,

    /// <summary>A tenant less.</summary>
    Deleted,

    /// <summary>There is no such tenant.</summary>
    Missing,

    /// <summary>The tenant comes from configuration.</summary>
    Configured,

    /// <summary>The tenant is not as the caller believed.</summary>
    ConditionFailed,

    /// <summary>There are as many revocations as there may be.</summary>
    Full,

    /// <summary>The owner cannot be asked or cannot store it now; nothing is known to have changed.</summary>
    Unavailable,
}
