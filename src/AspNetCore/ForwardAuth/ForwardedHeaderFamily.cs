namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>The headers by which a reverse proxy names the protected request. One family is read, the other one is ignored.</summary>
public enum ForwardedHeaderFamily
{
    /// <summary><c>X-Forwarded-Method</c>, <c>X-Forwarded-Proto</c>, <c>X-Forwarded-Host</c> and <c>X-Forwarded-Uri</c>.</summary>
    XForwarded,

    /// <summary><c>X-Original-Method</c> and <c>X-Original-URL</c>, an absolute URL.</summary>
    XOriginal,
}
