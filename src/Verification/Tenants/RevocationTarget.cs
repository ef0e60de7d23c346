namespace Verifier.Tenants;

/// <summary>By what a revocation finds tokens.</summary>
public enum RevocationTarget
{
    /// <summary>The <c>jti</c>: one token.</summary>
    TokenId,

    /// <summary>The <c>sub</c>: a user's tokens, or a client's own.</summary>
    Subject,

    /// <summary>The <c>sid</c>: a session's tokens.</summary>
    SessionId,

    /// <summary>The client: <c>client_id</c>, else <c>azp</c>, else <c>cid</c>, else <c>appid</c>.</summary>
    ClientId,
}
