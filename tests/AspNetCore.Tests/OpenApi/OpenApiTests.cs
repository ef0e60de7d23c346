using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Tests.Envoy;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.OpenApi;

/// <summary>The document is written by hand; these keep it true.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private JsonNode _document = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _document = JsonNode.Parse(await _host.Http.GetStringAsync("/openapi/v1.json"))!;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Every_endpoint_of_the_host_is_described_and_no_other()
    {
        IEnumerable<string> mapped = _host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Where(method => method != "HEAD").Select(method => $"{method} {endpoint.RoutePattern.RawText!.Replace("{**path}", "{path}", StringComparison.Ordinal)}").Select(path => path.EndsWith(" /", StringComparison.Ordinal) ? path : path.TrimEnd('/')));
        // Envoy's call is described by Envoy's own definitions.
        mapped = mapped.Where(endpoint => endpoint != $"POST {EnvoyCalls.Path}");
        IEnumerable<string> described = _document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Where(member => member.Key != "parameters").Select(member => $"{member.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        List<string> references = [];
        Collect(_document, references);

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)_document, (node, name) => node?[name])));
    }

    [Theory]
    [InlineData("Question", "tenant,authorization,dpop,method,url,scopes,audiences,requiredClaims,acrValues,maxAgeSeconds,clientCertificate")]
    [InlineData("ExplainQuestion", "tenant,authorization,dpop,method,url,scopes,audiences,requiredClaims,acrValues,maxAgeSeconds,clientCertificate,at")]
    [InlineData("Explanation", "allowed,reason,status,error,tenant,judgedAt,checks")]
    [InlineData("Statistics", "host,cluster,since,now,from,spanSeconds,tenant,tenants,totals,reasons,latency")]
    [InlineData("IssuerKeys", "issuer,source,fetchedAt,usableUntil,nextRefresh,coolDownUntil,failures,lastError,lastErrorAt,refreshing,unknownKids,keys")]
    [InlineData("Allowed", "allowed,decisionId,tenant,scheme,issuer,subject,clientId,scopes,claims,jkt,actor,delegationChain,headers")]
    [InlineData("Refused", "allowed,decisionId,status,error,errorDescription,reason,headers")]
    [InlineData("Policy", "issuers,audiences,algorithms,profile,clockSkewSeconds,dpop,keys,replay,resource,acceptBoundTokensAsBearer,publicOrigin,realm,answers")]
    public void Documents_have_the_contracts_members(string schema, string members)
        => Assert.Equal(members.Split(','), _document["components"]!["schemas"]![schema]!["properties"]!.AsObject().Select(property => property.Key));

    [Fact]
    public void Administration_is_described_as_needing_its_key()
    {
        IEnumerable<KeyValuePair<string, JsonNode?>> operations = _document["paths"]!.AsObject().Where(path => path.Key.StartsWith("/v1/tenants", StringComparison.Ordinal) || path.Key is "/v1/explain" or "/v1/statistics")
            .SelectMany(path => path.Value!.AsObject().Where(member => member.Key != "parameters"));

        Assert.All(operations, operation => Assert.Equal("""[{"adminKey":[]}]""", operation.Value!["security"]!.ToJsonString()));
    }

    private static void Collect(JsonNode? node, List<string> references)
    {
        if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members)
            {
                if (name == "$ref")
                {
                    references.Add((string)value!);
                }

                Collect(value, references);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Collect(item, references);
            }
        }
    }
}
