using System.Text.Json.Nodes;
using Verifier.Conformance;
using Verifier.Explanations;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Explanations;

/// <summary>The order of the list is the order of the code: of two faults in one request the one that comes first in the list is the one that refuses it.</summary>
public sealed class OrderTests(ExplainedStage stage) : IClassFixture<ExplainedStage>
{
    private const string Revoked = "revoked-subject";

    [Fact]
    public async Task Of_two_faults_the_one_whose_check_comes_first_is_the_one_that_refuses()
    {
        ExplainedHost host = (ExplainedHost)stage.Shared.Host;
        Scene scene = await stage.Shared.SceneAsync();
        Scene bearerOnly = await stage.Shared.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = "disabled" });
        await host.RevokeAsync(scene.Tenant, new JsonObject { ["sub"] = Revoked, ["issuedBefore"] = scene.Now + 3600 });
        (string Check, Action<Draft> Do)[] faults = [.. Faults(scene, bearerOnly.Tenant)];

        // In the list's order, and all of it, save for what takes an issuer that is down.
        Assert.Equal(CheckList.All.Select(check => check.Name).Except(["replay", "issuer_keys"]), faults.Select(fault => fault.Check));
        Assert.Equal("allowed", await FailedAsync(host, scene, []));

        List<string> wrong = [];
        for (int first = 0; first < faults.Length; first++)
        {
            for (int second = first; second < faults.Length; second++)
            {
                // The earlier fault is made last: where both are about one member, it stands.
                string failed = await FailedAsync(host, scene, [faults[second].Do, faults[first].Do]);
                if (failed != faults[first].Check)
                {
                    wrong.Add($"{faults[first].Check} and {faults[second].Check}: {failed}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Check, Action<Draft> Do)> Faults(Scene scene, string bearerOnly) =>
    [
        ("authorization", draft => draft.Request = ask => ask with { Authorization = [.. ask.Authorization, "Bearer other"] }),
        ("token_size", draft => draft.Request = ask => ask with { Authorization = ["DPoP " + new string('a', 16_385)] }),
        ("tenant", draft =>
        {
            draft.Request = ask => ask with { Tenant = null };
            draft.Token = token => token.Claims["iss"] = "https://nobody.test";
        }),
        ("scheme", draft => draft.Request = ask => ask with { Tenant = bearerOnly }),
        ("proof_header", draft => draft.Request = ask => ask with { DPoP = [.. ask.DPoP, .. ask.DPoP] }),
        ("protected_request", draft => draft.Request = ask => ask with { Url = null }),
        ("token_form", draft => draft.Token = token => token.RawClaims = "[]"),
        ("token_algorithm", draft => draft.Token = token => token.Header["alg"] = "RS512"),
        ("token_extensions", draft => draft.Token = token => token.Header["crit"] = new JsonArray("x-note")),
        ("token_type", draft => draft.Token = token => token.Header["typ"] = "logout+jwt"),
        ("issuer", draft => draft.Token = token => token.Claims["iss"] = "https://nobody.test"),
        ("signing_key", draft => draft.Token = token => token.Header["kid"] = "nobodys"),
        ("token_signature", draft => draft.Token = token => token.EditSignature = Flip),
        ("token_kind", draft => draft.Token = token => token.Claims["at_hash"] = "x"),
        ("token_claims", draft => draft.Token = token => token.Claims["jti"] = 5),
        ("token_start", draft => draft.Token = token => token.Claims["nbf"] = scene.Now + 3600),
        ("audience", draft => draft.Token = token => token.Claims["aud"] = "https://other.test"),
        ("token_expiry", draft => draft.Token = token => token.Claims["exp"] = scene.Now - 3600),
        ("revocation", draft => draft.Token = token => token.Claims["sub"] = Revoked),
        ("binding", draft => draft.Token = Unbind),
        ("client_certificate", draft => draft.Token = token => token.Claims["cnf"]!["x5t#S256"] = new string('A', 43)),
        ("proof_form", draft => draft.Proof = proof => proof.RawClaims = "[]"),
        ("proof_type", draft => draft.Proof = proof => proof.Header["typ"] = "JWT"),
        ("proof_algorithm", draft => draft.Proof = proof => proof.Header["alg"] = "none"),
        ("proof_key", draft => draft.Proof = proof => proof.Header["jwk"] = new JsonObject { ["kty"] = "OKP" }),
        ("proof_algorithm_allowed", draft => draft.Proof = proof => proof.Header["alg"] = "RS512"),
        ("proof_key_size", draft => draft.Proof = proof => proof.Header["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = Jws.Encode([.. Enumerable.Repeat((byte)0xFF, 640)]), ["e"] = "AQAB" }),
        ("proof_claims", draft => draft.Proof = proof => proof.Claims.Remove("jti")),
        ("proof_method", draft => draft.Proof = proof => proof.Claims["htm"] = "DELETE"),
        ("proof_url", draft => draft.Proof = proof => proof.Claims["htu"] = "https://other.test/"),
        ("proof_validity", draft => draft.Proof = proof => proof.Claims["exp"] = scene.Now - 3600),
        ("proof_nonce", draft => draft.Proof = proof => proof.Claims["nonce"] = "nobodys"),
        ("proof_time", draft => draft.Proof = proof => proof.Claims["iat"] = scene.Now - 7200),
        ("proof_token_hash", draft => draft.Proof = proof => proof.Claims["ath"] = new string('A', 43)),
        ("proof_binding", draft => draft.Token = token => token.BoundTo(new string('A', 43))),
        ("proof_key_fit", draft => draft.Proof = proof => proof.Header["alg"] = "ES384"),
        ("proof_signature", draft => draft.Proof = proof => proof.EditSignature = Flip),
        ("demanded_audience", draft => draft.Request = ask => ask with { Audiences = ["https://narrower.test"] }),
        ("demanded_claims", draft => draft.Request = ask => ask with { RequiredClaims = ["org_id"] }),
        ("demanded_scopes", draft => draft.Request = ask => ask with { Scopes = ["admin"] }),
        ("demanded_acr", draft => draft.Request = ask => ask with { AcrValues = ["urn:mfa"] }),
        ("demanded_auth_age", draft => draft.Request = ask => ask with { MaxAgeSeconds = 60 }),
    ];

    private static async Task<string> FailedAsync(ExplainedHost host, Scene scene, Action<Draft>[] faults)
    {
        Draft[] drafts = [.. faults.Select(fault =>
        {
            Draft draft = new();
            fault(draft);
            return draft;
        })];
        string token = scene.BoundToken(spec => Array.ForEach(drafts, draft => draft.Token?.Invoke(spec)));
        string proof = scene.Proof(token, spec => Array.ForEach(drafts, draft => draft.Proof?.Invoke(spec)));
        Ask ask = drafts.Aggregate(scene.DPoP(token, proof), (asked, draft) => draft.Request?.Invoke(asked) ?? asked);

        JsonObject explained = await host.ExplainAsync(ask);
        return (string?)explained["checks"]!.AsArray().SingleOrDefault(check => (string?)check!["outcome"] == "failed")?["check"] ?? "allowed";
    }

    private static void Unbind(TokenSpec token)
    {
        if (token.Claims["cnf"]?.AsObject() is { } confirmation && confirmation.Remove("jkt") && confirmation.Count == 0)
        {
            token.Claims.Remove("cnf");
        }
    }

    private static byte[] Flip(byte[] signature) => [.. signature[..^1], (byte)(signature[^1] ^ 1)];

    /// <summary>What one fault changes.</summary>
    private sealed class Draft
    {
        public Action<TokenSpec>? Token { get; set; }

        public Action<JwtSpec>? Proof { get; set; }

        public Func<Ask, Ask>? Request { get; set; }
    }
}
