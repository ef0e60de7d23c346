using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Credentials;

/// <summary>The key that a call to this service presents: one header, <c>Authorization: Bearer …</c>.</summary>
internal static class BearerKey
{
    private const string Scheme = "Bearer ";

    /// <summary>What was presented; null for anything but one well-formed header, so that nothing can be found under it.</summary>
    public static string? Read(HttpRequest request)
    {
        StringValues headers = request.Headers.Authorization;
        if (headers.Count != 1 || headers[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return header[Scheme.Length..].Trim(' ');
    }

    /// <summary>Answers 401 with the challenge.</summary>
    public static Task RefuseAsync(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"verifier\"";
        return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, detail);
    }
}
