using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>
/// Sends a fresh DPoP proof with each request (RFC 9449 sections 4 and 7), and the access token if there is one. Keeps the last nonce of each
/// origin and, when a server asks for one (<c>use_dpop_nonce</c>, sections 8 and 9), sends the request once more with it; for that the
/// request's content is buffered. Give it an <see cref="DelegatingHandler.InnerHandler"/> that follows no redirects, for a proof is
/// good for one URL, or hand it to an HTTP client factory.
/// </summary>
public sealed class DPoPHandler : DelegatingHandler
{
    private readonly TestKey _key;
    private readonly Func<CancellationToken, ValueTask<string>>? _accessToken;
    private readonly TimeProvider? _time;
    private readonly ConcurrentDictionary<string, string> _nonces = new(StringComparer.Ordinal);

    /// <summary>Sends always the same access token, or none.</summary>
    /// <param name="key">The key that the proofs are signed with.</param>
    /// <param name="accessToken">The access token, or null for requests to a token endpoint, which carry a proof alone (section 5).</param>
    /// <param name="time">The clock of the proofs, or null for the system's.</param>
    public DPoPHandler(TestKey key, string? accessToken = null, TimeProvider? time = null)
        : this(key, time, accessToken is null ? null : _ => ValueTask.FromResult(accessToken))
    {
    }

    /// <summary>Asks for the access token to send with each request.</summary>
    /// <param name="key">The key that the proofs are signed with.</param>
    /// <param name="accessToken">Gives the token.</param>
    /// <param name="time">The clock of the proofs, or null for the system's.</param>
    public DPoPHandler(TestKey key, Func<CancellationToken, ValueTask<string>> accessToken, TimeProvider? time = null)
        : this(key, time, accessToken ?? throw new ArgumentNullException(nameof(accessToken)))
    {
    }

    private DPoPHandler(TestKey key, TimeProvider? time, Func<CancellationToken, ValueTask<string>>? accessToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _time = time;
        _accessToken = accessToken;
    }

    /// <summary>The nonce that this origin sent last, or null.</summary>
    /// <param name="url">Any URL of the origin (scheme, host and port).</param>
    public string? NonceOf(Uri url) => _nonces.GetValueOrDefault(OriginOf(url));

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        string? accessToken = _accessToken is null ? null : await _accessToken(cancellationToken);
        HttpResponseMessage response = await SendOnceAsync(request, accessToken, cancellationToken);
        if (NewNonce(response) is null || !await AsksForNonceAsync(response, cancellationToken))
        {
            return response;
        }

        response.Dispose();
        return await SendOnceAsync(request, accessToken, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, string? accessToken, CancellationToken cancellationToken)
    {
        Uri url = request.RequestUri ?? throw new InvalidOperationException("The request has no URL.");
        string proof = DPoPProof.Create(_key, request.Method.Method, url.AbsoluteUri, accessToken, NonceOf(url), _time);
        _ = request.Headers.Remove("DPoP");
        request.Headers.Add("DPoP", proof);
        if (accessToken is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", accessToken);
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (NewNonce(response) is { } nonce)
        {
            // Of any answer, not of refusals alone (section 8.2), and for this origin alone (section 9).
            _nonces[OriginOf(url)] = nonce;
        }

        return response;
    }

    private static async Task<bool> AsksForNonceAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            // A resource server (section 9).
            case HttpStatusCode.Unauthorized:
                return response.Headers.WwwAuthenticate.Any(challenge =>
                    challenge.Scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase)
                    && challenge.Parameter?.Replace("\"", "", StringComparison.Ordinal).Contains("error=use_dpop_nonce", StringComparison.Ordinal) == true);

            // An authorization server (section 8). The content stays readable for the caller.
            case HttpStatusCode.BadRequest when response.Content.Headers.ContentType?.MediaType == "application/json":
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                try
                {
                    return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)) is JsonObject body
                        && body["error"] is JsonValue error && error.TryGetValue(out string? code) && code == "use_dpop_nonce";
                }
                catch (JsonException)
                {
                    return false;
                }

            default:
                return false;
        }
    }

    // One header (section 8), of the characters that a nonce is made of (section 8.1: NQCHAR of RFC 6749 appendix A).
    private static string? NewNonce(HttpResponseMessage response)
        => response.Headers.TryGetValues("DPoP-Nonce", out IEnumerable<string>? values)
            && values.ToArray() is [{ Length: > 0 } nonce]
            && nonce.All(character => character is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'))
                ? nonce
                : null;

    private static string OriginOf(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
