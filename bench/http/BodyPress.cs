using System.Globalization;
using System.Text.Json;
using Verifier.Testing;

namespace Verifier.Bench.Http;

/// <summary>
/// Serves an issuer on loopback and makes bodies for <c>/v1/verify</c> ahead of time, so that the load generator signs nothing while it measures.
/// Prints the issuer's URL; then each line of its input, "kind count file", is answered with "done".
/// </summary>
internal static class BodyPress
{
    public const string Audience = "https://api.bench.test";

    private const string Url = "https://api.bench.test/orders";

    // Where the endpoint itself is asked: the Host that get.lua sends.
    private const string DirectUrl = "http://api.bench.test/orders";

    public static async Task<int> RunAsync()
    {
        await using var server = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Key = TestKey.Create("RS256") });
        var issuer = server.Issuer;
        issuer.Audience = Audience;

        // Sixteen clients: one alone may not fill more than its share of a tenant's replay budget.
        var clients = Enumerable.Range(0, 16).Select(_ => TestKey.Create("ES256")).Select(key => (Key: key, Token: TokenFor(issuer, key))).ToArray();
        await Console.Out.WriteLineAsync(server.Url);
        while (await Console.In.ReadLineAsync() is { } order)
        {
            var words = order.Split(' ', 3);
            await File.WriteAllLinesAsync(words[2], Enumerable.Range(0, int.Parse(words[1], CultureInfo.InvariantCulture)).Select(number => words[0] switch
            {
                "bearer" => Body($"Bearer {TokenFor(issuer, null)}", null),
                "dpop" when clients[number % clients.Length] is var client =>
                    Body($"DPoP {client.Token}", DPoPProof.Create(client.Key, "GET", Url, client.Token)),
                "bearer-get" => $"Bearer {TokenFor(issuer, null)}\t",
                "dpop-get" when clients[number % clients.Length] is var client => $"DPoP {client.Token}\t{DPoPProof.Create(client.Key, "GET", DirectUrl, client.Token)}",
                "bad-get" => $"Bearer {BadToken(issuer, number)}\t",
                _ => throw new ArgumentException($"\"{words[0]}\" is neither bearer nor dpop."),
            }));
            await Console.Out.WriteLineAsync("done");
        }

        return 0;
    }

    // Good for longer than any run, so that no refusal in a result can be an expiry.
    private static string TokenFor(TestIssuer issuer, TestKey? proofKey) => issuer.Token(token =>
    {
        _ = token.ValidFor(TimeSpan.FromHours(2));
        if (proofKey is not null)
        {
            _ = token.BoundTo(proofKey);
        }
    });

    // Wrong issuer, bad signature, random kid, oversized, in turn.
    private static string BadToken(TestIssuer issuer, int number) => (number % 4) switch
    {
        0 => issuer.Token(token => token.Claims["iss"] = "https://elsewhere.bench.test"),
        1 => issuer.Token(token => token.EditSignature = signature => [.. signature[..^1], (byte)(signature[^1] ^ 1)]),
        2 => issuer.Token(token => token.Header["kid"] = Guid.NewGuid().ToString()),
        _ => new string('a', 16 * 1024 + 1),
    };

    private static string Body(string authorization, string? dpop) => dpop is null
        ? JsonSerializer.Serialize(new { tenant = "bench", authorization, scopes = new[] { "read:orders" } })
        : JsonSerializer.Serialize(new { tenant = "bench", authorization, dpop, method = "GET", url = Url, scopes = new[] { "read:orders" } });
}
