using System.Text;
using System.Text.Json;
using Verifier.Jose;

namespace Verifier.AccessTokens;

/// <summary>A verified access token; immutable.</summary>
public sealed class AccessToken
{
    internal AccessToken()
    {
    }

    /// <summary>The tenant by whose rules the token was judged.</summary>
    public required string Tenant { get; init; }

    /// <summary>The <c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The <c>sub</c>, null when there is none.</summary>
    public string? Subject { get; internal init; }

    /// <summary>The client: <c>client_id</c>, else <c>azp</c>, else <c>cid</c>, else <c>appid</c>; null when there is none.</summary>
    public string? ClientId { get; internal init; }

    /// <summary>The <c>aud</c> members.</summary>
    public IReadOnlyList<string> Audiences { get; internal init; } = [];

    /// <summary>The granted scopes, from <c>scope</c> and <c>scp</c>, each once.</summary>
    public IReadOnlyList<string> Scopes { get; internal init; } = [];

    /// <summary>The <c>exp</c>, Unix seconds.</summary>
    public double ExpiresAt { get; internal init; }

    /// <summary>The <c>iat</c>, Unix seconds.</summary>
    public double IssuedAt { get; internal init; }

    /// <summary>The <c>auth_time</c>, Unix seconds, null when there is none.</summary>
    public double? AuthenticatedAt { get; internal init; }

    /// <summary>The <c>jti</c>, null when there is none.</summary>
    public string? Id { get; internal init; }

    /// <summary>The <c>sid</c>, null when there is none.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>The <c>acr</c>, null when there is none.</summary>
    public string? Acr { get; internal init; }

    /// <summary>The <c>cnf.jkt</c>: the thumbprint of the key that the token is bound to (RFC 9449 section 6.1), or null.</summary>
    public string? Thumbprint { get; internal init; }

    /// <summary>The <c>cnf["x5t#S256"]</c>: the thumbprint of the certificate that the token is bound to (RFC 8705 section 3.1), or null.</summary>
    public string? CertificateThumbprint { get; internal init; }

    /// <summary>The acting party, <c>act.sub</c> (RFC 8693 section 4.1), or null. Prior actors are for audit only, see <see cref="DelegationChain"/>.</summary>
    public string? Actor { get; internal init; }

    /// <summary>All actors, newest first; empty without <c>act</c>.</summary>
    public IReadOnlyList<string> DelegationChain { get; internal init; } = [];

    /// <summary>Every claim as the issuer wrote it: the payload, a JSON object in UTF-8.</summary>
    public ReadOnlyMemory<byte> Claims { get; internal init; }

    /// <summary>Whether the scope was granted.</summary>
    public bool HasScope(string scope)
    {
        for (int i = 0; i < Scopes.Count; i++)
        {
            if (string.Equals(Scopes[i], scope, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A claim with its JSON type, or null when the token has none of this name.</summary>
    public JsonElement? FindClaim(string name)
    {
        using var payload = JsonDocument.Parse(Claims);
        return payload.RootElement.TryGetProperty(name, out JsonElement value) ? value.Clone() : null;
    }

    /// <summary>A claim that is a string, or null when the token has none of this name or it is no string.</summary>
    public string? FindText(string name) => FindClaim(name) is { ValueKind: JsonValueKind.String } claim ? claim.GetString() : null;

    /// <summary>Whether the token has a claim of this name that is not null.</summary>
    public bool HasClaim(string name)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        JsonMembers members = JsonMembers.OfStrict(Claims.Span);
        bool has = false;

        // To the end, where the walk gives back what it has pooled.
        while (members.MoveNext())
        {
            has |= members.NameEquals(utf8) && members.Value.Kind != JsonValueKind.Null;
        }

        return has;
    }
}
