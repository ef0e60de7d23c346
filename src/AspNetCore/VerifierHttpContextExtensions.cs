using Verifier.AccessTokens;
using Verifier.AspNetCore.Protection;

// Where ASP.NET Core developers find such methods without a using.
namespace Microsoft.AspNetCore.Http;

/// <summary>The verified access token where no handler's parameter brings it: middleware, filters, hubs.</summary>
public static class VerifierHttpContextExtensions
{
    /// <summary>The access token that this request was allowed with; null where it was not judged, or refused.</summary>
    public static AccessToken? GetAccessToken(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RequestJudge.TokenOf(context);
    }
}
