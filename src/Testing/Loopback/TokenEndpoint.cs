using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Verifier.Testing;

/// <summary>Client credentials (RFC 6749 section 4.4), with DPoP (RFC 9449 section 5) and resource indicators (RFC 8707).</summary>
internal sealed class TokenEndpoint(LoopbackIssuer issuer, IReadOnlyList<TestClient> clients)
{
    private readonly ClientAuthentication _authentication = new(clients);
    private readonly ProofCheck _proofs = new(issuer);

    public async Task<IssuerAnswer> AnswerAsync(HttpRequest request)
    {
        if (await ReadFormAsync(request) is not { } form)
        {
            return Refuse(TokenRefusal.InvalidRequest("The body is no application/x-www-form-urlencoded form."));
        }

        // Section 3.2: no parameter twice; only "resource" may be repeated (RFC 8707 section 2).
        if (form.Any(parameter => parameter.Value.Count > 1 && parameter.Key != "resource"))
        {
            return Refuse(TokenRefusal.InvalidRequest("A parameter is repeated."));
        }

        string? thumbprint = null;
        IReadOnlyList<string> audiences = [];
        IReadOnlyList<string> scopes = [];
        TokenRefusal? refusal = _authentication.Authenticate(request, form, out TestClient? client)
            ?? CheckGrant(form["grant_type"])
            ?? ChooseAudiences(form, client!, out audiences)
            ?? ChooseScopes(form["scope"], client!, out scopes)
            ?? CheckProof(request.Headers["DPoP"], client!, out thumbprint);
        return refusal is null ? Grant(client!, audiences, scopes, thumbprint) : Refuse(refusal);
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request)
    {
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static TokenRefusal? CheckGrant(string? grant) => grant switch
    {
        null or "" => TokenRefusal.InvalidRequest("grant_type is missing."),
        "client_credentials" => null,
        _ => new TokenRefusal("unsupported_grant_type", "Only client_credentials is granted here."),
    };

    private TokenRefusal? CheckProof(StringValues proofs, TestClient client, out string? thumbprint)
    {
        thumbprint = null;
        return proofs.Count switch
        {
            0 => client.RequiresDPoP ? TokenRefusal.InvalidRequest("This client gets DPoP-bound tokens only.") : null,
            1 => _proofs.Check(proofs[0]!, out thumbprint),
            _ => TokenRefusal.InvalidProof("There is more than one DPoP header."),
        };
    }

    private TokenRefusal? ChooseAudiences(IFormCollection form, TestClient client, out IReadOnlyList<string> audiences)
    {
        string[] asked = [.. form["resource"].Concat(form["audience"]).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
        audiences = asked.Length > 0 ? asked : [client.Audiences is { Count: > 0 } allowed ? allowed[0] : issuer.Issuer.Audience];
        if (form["resource"].Any(resource => !Uri.TryCreate(resource, UriKind.Absolute, out _) || resource.Contains('#', StringComparison.Ordinal)))
        {
            return new TokenRefusal("invalid_target", "A resource is an absolute URI without a fragment.");
        }

        return client.Audiences is { } own && asked.Any(name => !own.Contains(name, StringComparer.Ordinal))
            ? new TokenRefusal("invalid_target", "This client gets no tokens for that.")
            : null;
    }

    private static TokenRefusal? ChooseScopes(string? asked, TestClient client, out IReadOnlyList<string> scopes)
    {
        scopes = string.IsNullOrEmpty(asked) ? client.Scopes : asked.Split(' ');
        return scopes.All(scope => client.Scopes.Contains(scope, StringComparer.Ordinal))
            ? null
            : new TokenRefusal("invalid_scope", "This client does not have all of these scopes.");
    }

    private IssuerAnswer Grant(TestClient client, IReadOnlyList<string> audiences, IReadOnlyList<string> scopes, string? thumbprint)
    {
        string scope = string.Join(' ', scopes);
        string token = issuer.Issuer.Token(spec =>
        {
            // RFC 9068 section 2.2: without a resource owner the subject is the client.
            spec.Claims["sub"] = client.Id;
            spec.Claims["client_id"] = client.Id;
            spec.Claims["scope"] = scope;
            spec.Claims["aud"] = audiences.Count == 1 ? audiences[0] : new JsonArray([.. audiences.Select(name => (JsonNode)name)]);
            _ = spec.ValidFor(client.TokenLifetime);
            if (thumbprint is not null)
            {
                _ = spec.BoundTo(thumbprint);
            }
        });
        return Answer(StatusCodes.Status200OK, new JsonObject
        {
            ["access_token"] = token,
            ["token_type"] = thumbprint is null ? "Bearer" : "DPoP",
            ["expires_in"] = (long)client.TokenLifetime.TotalSeconds,
            ["scope"] = scope,
        });
    }

    private IssuerAnswer Refuse(TokenRefusal refusal)
    {
        IssuerAnswer answer = Answer(refusal.Status, new JsonObject { ["error"] = refusal.Error, ["error_description"] = refusal.Description });
        return refusal.Status == StatusCodes.Status401Unauthorized
            ? answer with { Headers = [.. answer.Headers, ("WWW-Authenticate", "Basic realm=\"token\"")] }
            : answer;
    }

    private IssuerAnswer Answer(int status, JsonObject body)
    {
        List<(string, string)> headers = [("Cache-Control", "no-store"), ("Pragma", "no-cache")];
        if (issuer.RequiredNonce is { } nonce)
        {
            headers.Add(("DPoP-Nonce", nonce));
        }

        return new IssuerAnswer(status, body) { Headers = headers };
    }
}
