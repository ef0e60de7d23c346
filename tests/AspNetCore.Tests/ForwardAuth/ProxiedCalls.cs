using System.Net;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>What a reverse proxy sends on, good but for what the test changes.</summary>
internal static class ProxiedCalls
{
    public const string Url = "https://api.test/orders?page=2";

    public const string Category = "Verifier.AspNetCore.ForwardAuth.ForwardAuthJudge";

    public const string GateCategory = "Verifier.AspNetCore.ForwardAuth.ProxyGate";

    /// <summary>The headers of the default family, and a Bearer token's.</summary>
    public static List<(string Name, string Value)> Bearer(this TestHost host, Action<TokenSpec>? change = null) => [.. Forwarded(), ("Authorization", $"Bearer {host.Token(change)}")];

    /// <summary>The same with a DPoP-bound token and its proof for <see cref="Url"/>.</summary>
    public static List<(string Name, string Value)> Bound(this TestHost host, TestKey key, string url = Url, string? nonce = null)
    {
        string token = host.Token(spec => spec.BoundTo(key));
        return [.. Forwarded(), ("Authorization", $"DPoP {token}"), ("DPoP", DPoPProof.Create(key, "GET", url, token, nonce, host.Clock))];
    }

    public static List<(string Name, string Value)> Forwarded(string uri = "/orders?page=2") =>
        [("X-Forwarded-Method", "GET"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "api.test"), ("X-Forwarded-Uri", uri)];

    /// <summary>The same headers with one of them changed, or taken away for null.</summary>
    public static List<(string Name, string Value)> With(this IEnumerable<(string Name, string Value)> headers, string name, params string[] values)
        => [.. headers.Where(header => header.Name != name), .. values.Select(value => (name, value))];

    public static Task<RawCall> AuthAsync(this TestHost host, IEnumerable<(string Name, string Value)> headers, string query = "", IPAddress? from = null, string method = "GET")
        => RawCall.SendAsync(new Uri(host.App.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal)).Port, method, "/v1/auth" + query, headers, from);

    /// <summary>Asserts that the call itself was refused: 403, nothing judged, and a line in the log.</summary>
    public static async Task AssertMisunderstoodAsync(this TestHost host, IEnumerable<(string Name, string Value)> headers, string because, string query = "")
    {
        int before = host.Logs.Of(Category).Count();
        RawCall call = await host.AuthAsync(headers, query);

        Assert.True(call.Status == 403, $"{call.Status} for {query} {string.Join('\n', headers.Skip(1))}");
        Assert.Empty(call.Lines("WWW-Authenticate"));
        Assert.Equal("no-store", call.Header("Cache-Control"));
        Assert.DoesNotContain(call.Headers, header => header.Name.StartsWith("X-Auth-", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(because, host.Logs.Of(Category).Skip(before).Single(), StringComparison.Ordinal);
    }

    public static string Token(this TestHost host, Action<TokenSpec>? change = null) => host.Issuer.Issuer.Token(spec =>
    {
        spec.Claims["aud"] = TestHost.Audience;
        change?.Invoke(spec);
    });
}
