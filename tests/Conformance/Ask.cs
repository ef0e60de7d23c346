using System.Text.Json.Nodes;

namespace Verifier.Conformance;

/// <summary>A question to the verifier: the members of the document of <c>POST /v1/verify</c>.</summary>
public sealed record Ask
{
    public string? Tenant { get; init; }

    /// <summary>The field lines of the Authorization header.</summary>
    public IReadOnlyList<string> Authorization { get; init; } = [];

    /// <summary>The field lines of the DPoP header.</summary>
    public IReadOnlyList<string> DPoP { get; init; } = [];

    public string? Method { get; init; }

    public string? Url { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public IReadOnlyList<string>? Audiences { get; init; }

    public IReadOnlyList<string>? RequiredClaims { get; init; }

    public IReadOnlyList<string>? AcrValues { get; init; }

    public long? MaxAgeSeconds { get; init; }

    /// <summary>DER, or null.</summary>
    public byte[]? ClientCertificate { get; init; }

    /// <summary>The document.</summary>
    public JsonObject ToDocument()
    {
        JsonObject document = [];
        Set(document, "tenant", Tenant);
        Set(document, "authorization", Lines(Authorization));
        Set(document, "dpop", Lines(DPoP));
        Set(document, "method", Method);
        Set(document, "url", Url);
        Set(document, "scopes", List(Scopes));
        Set(document, "audiences", List(Audiences));
        Set(document, "requiredClaims", List(RequiredClaims));
        Set(document, "acrValues", List(AcrValues));
        Set(document, "maxAgeSeconds", MaxAgeSeconds);
        Set(document, "clientCertificate", ClientCertificate is null ? null : Convert.ToBase64String(ClientCertificate));
        return document;
    }

    private static JsonNode? Lines(IReadOnlyList<string> lines) => lines.Count switch
    {
        0 => null,
        1 => lines[0],
        _ => List(lines),
    };

    private static JsonArray? List(IReadOnlyList<string>? members) => members is null ? null : [.. members.Select(member => (JsonNode)member)];

    private static void Set(JsonObject document, string name, JsonNode? value)
    {
        if (value is not null)
        {
            document[name] = value;
        }
    }
}
