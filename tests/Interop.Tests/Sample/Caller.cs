using System.Text.Json;

namespace Verifier.Interop.Tests.Sample;

/// <summary>A client made with one npm package (oidc-provider/caller.mjs), with one DPoP key and the nonces it was given for it.</summary>
internal sealed class Caller(string library, AuthorizationServer server) : IAsyncDisposable
{
    private readonly JsonLines _lines = new(NodePrograms.OidcProvider.Start("caller.mjs", library, server.Issuer, server.ClientSecret));

    /// <summary>Gets an access token for the API and calls a URL with it; bound tokens go with a proof.</summary>
    /// <param name="url">What to call.</param>
    /// <param name="bound">Whether the token is DPoP-bound.</param>
    /// <param name="method">The method.</param>
    /// <param name="twice">Whether the network delivers each request twice; the client gets the second answer.</param>
    public async Task<CallResult> CallAsync(string url, bool bound, string method = "GET", bool twice = false)
    {
        var client = bound ? "bound" : "rs256";
        var issued = await _lines.AskAsync(new { @do = "token", client, scope = "read:orders", resource = InteropFixture.Api, bound });
        var answer = await _lines.AskAsync(new { @do = "call", client, token = issued.GetProperty("token").GetString(), bound, method, url, twice });
        return answer.Deserialize<CallResult>(JsonSerializerOptions.Web)!;
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();
}
