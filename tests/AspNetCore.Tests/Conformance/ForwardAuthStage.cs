using Verifier.AspNetCore.Tests.ForwardAuth;
using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Hosts of this process, asked as a reverse proxy asks, through <c>GET /v1/auth</c>.</summary>
public sealed class ForwardAuthStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ForwardAuthHost.StartAsync(settings, AskAsync);

    private static async Task<RawCall> AskAsync(HttpHost host, string query, List<(string Name, string Value)> headers)
    {
        RawCall call = headers.DistinctBy(header => header.Name).Count() < headers.Count
            ? await RawCall.SendAsync(host.Http.BaseAddress!.Port, "GET", $"/v1/auth{query}", headers)
            : await SendAsync(host, query, headers);
        Assert.Equal("no-store", call.Header("Cache-Control"));
        return call;
    }

    private static async Task<RawCall> SendAsync(HttpHost host, string query, List<(string Name, string Value)> headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v1/auth{query}");
        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using HttpResponseMessage response = await host.Http.SendAsync(request);
        return new RawCall(
            (int)response.StatusCode,
            [.. response.Headers.NonValidated.SelectMany(header => header.Value.Select(value => (header.Key, value)))],
            await response.Content.ReadAsStringAsync());
    }
}
