using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.AspNetCore.Tests.ForwardAuth;
using Verifier.Conformance;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>
/// The one-process host, asked as a proxy asks for forward auth; its answers are read as a proxy and an operator see them, with 401 for what is 400 elsewhere. A question that no proxy can put (a header that
/// HTTP cannot carry, a demand that its query has no parameter for, a URL that it refuses) goes to <c>/v1/verify</c>.
/// </summary>
/// <param name="inner">The host.</param>
/// <param name="log">What it logs.</param>
/// <param name="proxy">How the proxy asks.</param>
internal sealed partial class ForwardAuthHost(HttpHost inner, RefusalLog log, ForwardAuthHost.Proxy proxy) : IVerifierHost
{
    private const int LongestHeaders = 30_000;
    private const int LongestWithClaims = 3500;

    private static readonly Dictionary<string, Refusal> Reasons = Enum.GetValues<Reason>().Where(reason => reason != Reason.None).Select(Refusals.Of).ToDictionary(refusal => refusal.Code);

    private readonly ConcurrentDictionary<string, bool> _likeAuth0 = [];

    /// <summary>Asks for what the query and the headers of <c>GET /v1/auth</c> say, and answers as that does.</summary>
    internal delegate Task<RawCall> Proxy(HttpHost host, string query, List<(string Name, string Value)> headers);

    public TestClock? Clock => inner.Clock;

    public int Crowd => inner.Crowd;

    public static async Task<ForwardAuthHost> StartAsync(HostSettings settings, Proxy proxy)
    {
        RefusalLog log = new();
        return new ForwardAuthHost(await HttpHost.StartAsync(settings, log), log, proxy);
    }

    public async Task<Answered> AskAsync(Ask ask)
    {
        if (Headers(ask) is not { } headers || Query(ask) is not { } query || (ask.Tenant is not null && _likeAuth0.ContainsKey(ask.Tenant)))
        {
            return await inner.AskAsync(ask);
        }

        RawCall call = await proxy(inner, query, headers);
        return new Answered(call.Status == 200 ? Allowed(ask, call) : Refused(call));
    }

    public Task PutTenantAsync(string tenant, JsonObject settings)
    {
        if ((string?)settings["answers"] == "auth0")
        {
            _likeAuth0[tenant] = true;
        }

        return inner.PutTenantAsync(tenant, settings);
    }

    public Task DeleteTenantAsync(string tenant) => inner.DeleteTenantAsync(tenant);

    public Task<string> RevokeAsync(string tenant, JsonObject revocation) => inner.RevokeAsync(tenant, revocation);

    public Task RestoreAsync(string tenant, string revocation) => inner.RestoreAsync(tenant, revocation);

    public Task RefreshKeysAsync(string tenant) => inner.RefreshKeysAsync(tenant);

    public Task CutLedgerOffAsync() => inner.CutLedgerOffAsync();

    public Task LoseLedgerAsync() => inner.LoseLedgerAsync();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static List<(string Name, string Value)>? Headers(Ask ask)
    {
        string url = ask.Url ?? "";
        int authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int path = authority < 3 ? -1 : url.IndexOf('/', authority);
        if (path < 0 || ask.Method is null || ask.ClientCertificate is not null)
        {
            return null;
        }

        List<(string Name, string Value)> headers =
        [
            ("X-Forwarded-Method", ask.Method), ("X-Forwarded-Proto", url[..(authority - 3)]), ("X-Forwarded-Host", url[authority..path]), ("X-Forwarded-Uri", url[path..]),
        ];
        HeaderDictionary forwarded = new(headers.ToDictionary(header => header.Name, header => new Microsoft.Extensions.Primitives.StringValues(header.Value)));
        headers.AddRange(ask.Authorization.Select(line => ("Authorization", line)).Concat(ask.DPoP.Select(line => ("DPoP", line))));
        bool canBeSent = headers.Sum(header => header.Value.Length) < LongestHeaders && headers.All(header => header.Value.All(c => c is >= ' ' and <= '~') && header.Value.Trim(' ') == header.Value);
        return canBeSent && ForwardedRequest.TryRead(forwarded, ForwardedHeaderFamily.XForwarded, out _, out _, out _) ? headers : null;
    }

    private static string? Query(Ask ask)
    {
        if (ask.AcrValues is not null || ask.MaxAgeSeconds is not null || ask.Audiences?.Count > 1 || ask.RequiredClaims?.Count > 1)
        {
            return null;
        }

        QueryString query = QueryString.Empty;
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
            [
                ("tenant", ask.Tenant ?? ""), ("scope", string.Join(' ', ask.Scopes ?? [])), ("audience", ask.Audiences?.SingleOrDefault() ?? ""), ("claim", ask.RequiredClaims?.SingleOrDefault() ?? ""),
                ("claims", ask.Authorization.Sum(line => line.Length) < LongestWithClaims ? "true" : ""),
            ])
        {
            query = value.Length > 0 ? query.Add(name, value) : query;
        }

        return query.Value;
    }

    private static JsonObject Allowed(Ask ask, RawCall call)
    {
        JsonObject body = new()
        {
            ["allowed"] = true,
            ["tenant"] = call.Header("X-Auth-Tenant"),
            ["scheme"] = ask.Authorization[0].StartsWith("DPoP ", StringComparison.OrdinalIgnoreCase) ? "DPoP" : "Bearer",
            ["issuer"] = Decoded("X-Auth-Issuer"),
            ["scopes"] = new JsonArray([.. Decoded("X-Auth-Scopes").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => (JsonNode)scope)]),
            ["headers"] = Sent(call),
        };
        Set("subject", Decoded("X-Auth-Subject"));
        Set("clientId", Decoded("X-Auth-Client"));

        // What has no header of its own is in the claims.
        if (call.Lines("X-Auth-Claims") is [{ } claims])
        {
            body["claims"] = JsonNode.Parse(Base64Url.DecodeFromChars(claims));
            Set("jkt", TextOf(body["claims"]!["cnf"], "jkt"));
            Set("actor", TextOf(body["claims"]!["act"], "sub"));
            body["delegationChain"] = new JsonArray([.. Actors(body["claims"]!["act"])]);
        }

        return body;

        string Decoded(string name) => Uri.UnescapeDataString(call.Header(name));

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                body[name] = value;
            }
        }

        static IEnumerable<JsonNode> Actors(JsonNode? act)
        {
            for (; TextOf(act, "sub") is { } actor; act = act!["act"])
            {
                yield return actor;
            }
        }

        static string? TextOf(JsonNode? node, string name) => node is JsonObject members && members[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
    }

    private JsonObject Refused(RawCall call)
    {
        JsonObject sent = call.Json();
        string reason = log.ReasonOf((string)sent["decisionId"]!);
        Refusal refusal = Reasons[reason];
        Assert.Equal(refusal.Status == 400 ? 401 : refusal.Status, call.Status);
        Assert.Equal(call.Status, (int)sent["status"]!);
        JsonObject body = new()
        {
            ["allowed"] = false,
            ["decisionId"] = (string)sent["decisionId"]!,
            ["status"] = refusal.Status,
            ["errorDescription"] = (string?)sent["detail"],
            ["reason"] = reason,
            ["headers"] = Sent(call),
        };
        if (sent["error"] is { } error)
        {
            body["error"] = (string?)error;
        }

        return body;
    }

    private static JsonObject Sent(RawCall call)
    {
        JsonObject headers = [];
        foreach (string name in (string[])["WWW-Authenticate", "DPoP-Nonce", "Retry-After", "Access-Control-Expose-Headers"])
        {
            if (call.Lines(name) is { Count: > 0 })
            {
                headers[name] = new JsonArray([.. (name == "WWW-Authenticate" ? Between().Split(call.Header(name)) : [call.Header(name)]).Select(value => (JsonNode)value)]);
            }
        }

        return headers;
    }

    // Where the next scheme begins.
    [GeneratedRegex(", (?=(?:Bearer|DPoP) )")]
    private static partial Regex Between();
}
