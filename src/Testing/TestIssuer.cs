using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>
/// An OAuth 2.0 issuer in memory: keys, the documents that publish them, and tokens of every kind, good and bad. It opens no socket;
/// <see cref="LoopbackIssuer"/> serves one.
/// </summary>
public sealed class TestIssuer
{
    private readonly Lock _rotation = new();
    private volatile ImmutableList<TestKey> _keys;

    /// <summary>An issuer with one key.</summary>
    /// <param name="issuer">The issuer identifier: a URL without query and fragment (RFC 8414 section 2). It is used as written.</param>
    /// <param name="key">The first signing key, or null for a new ES256 one.</param>
    /// <param name="time">The clock for <c>iat</c> and <c>exp</c>, or null for the system's.</param>
    /// <exception cref="ArgumentException">The issuer is no such URL.</exception>
    public TestIssuer(string issuer = "https://issuer.test", TestKey? key = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || issuer.AsSpan().ContainsAny('?', '#'))
        {
            throw new ArgumentException($"\"{issuer}\" is no http or https URL without query and fragment.", nameof(issuer));
        }

        Issuer = issuer;
        Time = time ?? TimeProvider.System;
        _keys = [key ?? TestKey.Create()];
    }

    /// <summary>The issuer identifier, as in <c>iss</c>.</summary>
    public string Issuer { get; }

    /// <summary>The clock for <c>iat</c> and <c>exp</c>.</summary>
    public TimeProvider Time { get; }

    /// <summary>The <c>aud</c> of a token, unless it is changed there.</summary>
    public string Audience { get; set; } = "https://api.test";

    /// <summary>The <c>sub</c> of a token, unless it is changed there.</summary>
    public string Subject { get; set; } = "user-1";

    /// <summary>The <c>client_id</c> of a token, unless it is changed there.</summary>
    public string ClientId { get; set; } = "client-1";

    /// <summary>The <c>scope</c> of a token, unless it is changed there.</summary>
    public string Scope { get; set; } = "read:orders";

    /// <summary>The keys that are published, the newest first.</summary>
    public IReadOnlyList<TestKey> Keys => _keys;

    /// <summary>The key that signs: the newest.</summary>
    public TestKey CurrentKey => _keys[0];

    /// <summary>
    /// Changes the key set before it is published: to add a faulty key, drop a <c>kid</c>, list a key twice. It is handed a fresh
    /// <c>{"keys": [...]}</c> each time. Null publishes it as it is.
    /// </summary>
    public Action<JsonObject>? EditJwks { get; set; }

    /// <summary>Changes the metadata before it is published, like <see cref="EditJwks"/>.</summary>
    public Action<JsonObject>? EditDiscovery { get; set; }

    /// <summary>Where <see cref="LoopbackIssuer"/> serves the key set: the issuer and <c>/jwks</c>.</summary>
    public string JwksUri => Issuer.TrimEnd('/') + "/jwks";

    /// <summary>Where <see cref="LoopbackIssuer"/> issues tokens: the issuer and <c>/token</c>.</summary>
    public string TokenEndpoint => Issuer.TrimEnd('/') + "/token";

    /// <summary>Begins to sign with a new key.</summary>
    /// <param name="keepOld">
    /// Whether the earlier keys stay in the set, as an issuer does until its last tokens have expired; false withdraws them, as after a leak.
    /// </param>
    /// <param name="next">The next key, or null to make one of the present algorithm.</param>
    /// <returns>The key that signs now.</returns>
    public TestKey Rotate(bool keepOld = true, TestKey? next = null)
    {
        lock (_rotation)
        {
            next ??= TestKey.Create(CurrentKey.Algorithm);
            _keys = keepOld ? _keys.Insert(0, next) : [next];
            return next;
        }
    }

    /// <summary>Makes an access token: a good one, for five minutes, with whatever the caller changes.</summary>
    /// <param name="change">Changes the token before it is signed, for example <c>t => t.Claims.Remove("exp")</c>.</param>
    /// <returns>The token, in the compact serialization.</returns>
    public string Token(Action<TokenSpec>? change = null)
    {
        TokenSpec spec = new(CurrentKey, Issuer, Time.GetUtcNow());
        spec.Claims["sub"] = Subject;
        spec.Claims["aud"] = Audience;
        spec.Claims["client_id"] = ClientId;
        spec.Claims["scope"] = Scope;
        change?.Invoke(spec);
        return spec.ToCompact();
    }

    /// <summary>The key set (RFC 7517 section 5): public keys only.</summary>
    public JsonObject Jwks()
    {
        var set = new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(key => key.PublishedJwk)]) };
        EditJwks?.Invoke(set);
        return set;
    }

    /// <summary>The issuer's metadata (RFC 8414 section 2; OpenID Connect Discovery 1.0 section 3 asks for more than a token endpoint needs).</summary>
    public JsonObject Discovery()
    {
        var metadata = new JsonObject
        {
            ["issuer"] = Issuer,
            ["jwks_uri"] = JwksUri,
            ["token_endpoint"] = TokenEndpoint,
            ["grant_types_supported"] = new JsonArray("client_credentials"),
            ["response_types_supported"] = new JsonArray(),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
            ["dpop_signing_alg_values_supported"] = new JsonArray([.. TestKey.Algorithms.Select(name => (JsonNode)name)]),
        };
        EditDiscovery?.Invoke(metadata);
        return metadata;
    }
}
