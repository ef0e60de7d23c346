using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Verifier.AspNetCore.Protection;

/// <summary>The URL that the client used, as far as the server and the ForwardedHeaders middleware know it: what a proof's <c>htu</c> is compared with (RFC 9449 section 4.3, check 9).</summary>
internal static class ClientUrl
{
    /// <summary>An absolute URL without query. Its path is the one on the request line, still escaped, because decoding loses what the client signed.</summary>
    public static string Of(HttpRequest request) => string.Concat(request.Scheme, "://", request.Host.ToUriComponent(), PathOf(request));

    private static string PathOf(HttpRequest request)
    {
        string target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";

        // The absolute form and the asterisk (RFC 9112 section 3.2), and hosts that keep no request line.
        if (!target.StartsWith('/'))
        {
            return request.PathBase.ToUriComponent() + request.Path.ToUriComponent();
        }

        int query = target.IndexOf('?');

        // No request line may hold a number sign (RFC 9112 section 3.2.1) and Kestrel serves it as a character of the path: read as a fragment's mark, it would hide the path that is served.
        string path = (query < 0 ? target : target[..query]).Replace("#", "%23", StringComparison.Ordinal);
        if (!request.PathBase.HasValue)
        {
            return path;
        }

        // X-Forwarded-Prefix names a base that a proxy has taken off before the request came here; UsePathBase has moved one out of the path that is on the request line still.
        PathString whole = PathString.FromUriComponent(path);
        return whole == request.Path ? request.PathBase.ToUriComponent() + path
            : whole == request.PathBase + request.Path ? path
            // Both at once, or dot segments: what the application sees, lest one path is signed and another one served.
            : request.PathBase.ToUriComponent() + request.Path.ToUriComponent();
    }
}
