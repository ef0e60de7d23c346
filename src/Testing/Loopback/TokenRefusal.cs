using Microsoft.AspNetCore.Http;

namespace Verifier.Testing;

/// <summary>An error answer of the token endpoint (RFC 6749 section 5.2).</summary>
/// <param name="Error">The error code.</param>
/// <param name="Description">A fixed text; nothing of the request is repeated in it.</param>
internal sealed record TokenRefusal(string Error, string Description)
{
    /// <summary>401 for a client that is not known, with a challenge, as section 5.2 asks; otherwise 400.</summary>
    public int Status => Error == "invalid_client" ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;

    public static TokenRefusal InvalidRequest(string description) => new("invalid_request", description);

    public static TokenRefusal InvalidClient(string description) => new("invalid_client", description);

    public static TokenRefusal InvalidProof(string description) => new("invalid_dpop_proof", description);
}
