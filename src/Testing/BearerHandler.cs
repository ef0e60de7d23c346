using System.Net.Http.Headers;

namespace Verifier.Testing;

/// <summary>
/// Sends an access token with each request, as a Bearer token (RFC 6750 section 2.1). Give it an <see cref="DelegatingHandler.InnerHandler"/>,
/// or hand it to an HTTP client factory.
/// </summary>
public sealed class BearerHandler : DelegatingHandler
{
    private readonly Func<CancellationToken, ValueTask<string>> _accessToken;

    /// <summary>Sends always the same token.</summary>
    /// <param name="accessToken">The token; it is not looked at.</param>
    public BearerHandler(string accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        _accessToken = _ => ValueTask.FromResult(accessToken);
    }

    /// <summary>Asks for the token to send with each request.</summary>
    /// <param name="accessToken">Gives the token.</param>
    public BearerHandler(Func<CancellationToken, ValueTask<string>> accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        _accessToken = accessToken;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _accessToken(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
