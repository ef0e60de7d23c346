using System.Text.Json;

namespace Verifier.Interop.Tests;

/// <summary>An application that uses the npm package oauth4webapi (oidc-provider/client.mjs).</summary>
internal sealed class JavaScriptClient(AuthorizationServer server) : IAsyncDisposable
{
    private readonly JsonLines _lines = new(NodePrograms.OidcProvider.Start("client.mjs", server.Issuer, server.ClientSecret));

    /// <summary>Gets an access token for the API; bound to a key when one is named, which is made at its first use.</summary>
    public async Task<string> TokenAsync(
        string client, string scope = "read:orders", string resource = InteropFixture.Api, string? key = null, string algorithm = "ES256")
    {
        var answer = await _lines.AskAsync(new { @do = "token", client, scope, resource, key, algorithm });
        return answer.GetProperty("token").GetString()!;
    }

    /// <summary>Signs a person in and returns the ID token.</summary>
    public async Task<string> IdTokenAsync()
    {
        var answer = await _lines.AskAsync(new { @do = "idToken", client = "person" });
        return answer.GetProperty("token").GetString()!;
    }

    /// <summary>The request to the API as the client sends it: with a fresh proof when a key is named, as a Bearer token otherwise.</summary>
    public async Task<ClientRequest> RequestAsync(string token, string? key = null, string method = "GET", string url = InteropFixture.Orders)
    {
        var answer = await _lines.AskAsync(new { @do = "request", token, key, method, url });
        return answer.Deserialize<ClientRequest>(JsonSerializerOptions.Web)!;
    }

    /// <summary>Hands the API's answer to the client and says how it understood it.</summary>
    public Task<JsonElement> AnswerAsync(ClientRequest request, Judgement judgement) =>
        _lines.AskAsync(new { @do = "answer", request = request.Request, status = judgement.Status ?? 200, headers = judgement.Headers });

    public ValueTask DisposeAsync() => _lines.DisposeAsync();
}
