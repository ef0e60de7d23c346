using System.Text.Json.Nodes;

namespace Verifier.Conformance.AccessTokens;

/// <summary>What an endpoint demands beyond a valid token: scopes, claims, step-up (RFC 9470).</summary>
public abstract class DemandSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task Scopes_are_read_from_scope_and_scp_each_a_text_or_a_list()
    {
        Scene scene = await World.SceneAsync();
        (string? Scope, string? Scp)[] granting =
        [
            ("\"a b\"", null), (null, "\"a b\""), ("[\"a\",\"b\"]", null), (null, "[\"b\",\"a\"]"), ("\"a\"", "\"b\""), ("[\"a\"]", "\"b\""), ("\"b\"", "[\"c\",\"a\"]"),
            ("\"  a   b \"", null), ("\"a\\u0020b\"", "[]"),
        ];
        await AllAsync(Allowed, granting, one => AskAsync(scene, one.Scope, one.Scp, "a", "b"));
    }

    [Fact]
    public async Task Every_scope_must_be_granted_as_it_is_written()
    {
        Scene scene = await World.SceneAsync();
        (string? Scope, string? Scp)[] lacking =
        [
            (null, null), ("\"a\"", null), ("\"A b\"", null), ("\"a,b\"", null), ("\"a\\tb\"", null), ("\"ab\"", null), ("[\"a b\"]", null), ("\"\"", "[]"),
            ("\"a bb\"", null), ("[\"a\",\" b\"]", null), ("\"*\"", null),
        ];
        await AllAsync("scope_missing", lacking, one => AskAsync(scene, one.Scope, one.Scp, "a", "b"));
    }

    [Fact]
    public async Task A_scope_of_another_type_makes_the_token_invalid()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("token_claim_invalid", ["null", "1", "{}", "[\"a\",1]", "[[\"a\"]]"], value => AskAsync(scene, value, null));
        await AllAsync("token_claim_invalid", ["null", "1", "{}", "[\"a\",null]"], value => AskAsync(scene, "\"a b\"", value, "a"));
    }

    [Fact]
    public async Task A_required_claim_must_be_there_and_not_null()
    {
        Scene scene = await World.SceneAsync();
        Ask Asking(string? orgId) => scene.Bearer(scene.Token(token =>
        {
            if (orgId is not null)
            {
                token.Claims["org_id"] = JsonNode.Parse(orgId);
            }
        })) with
        { RequiredClaims = ["sub", "org_id"] };

        await AllAsync(Allowed, ["\"org-1\"", "\"\"", "0", "false", "[]", "{}"], value => scene.AskAsync(Asking(value)));
        await AllAsync("required_claim_missing", ["null"], value => scene.AskAsync(Asking(value)));
        Assert.Equal("required_claim_missing", (await scene.AskAsync(Asking(null))).Outcome);
        Assert.Equal("required_claim_missing", (await scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["Org_Id"] = "x")) with { RequiredClaims = ["org_id"] })).Outcome);
        Assert.Equal("required_claim_missing", (await scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["in"] = new JsonObject { ["org_id"] = "x" })) with { RequiredClaims = ["org_id"] })).Outcome);
    }

    [Fact]
    public async Task One_of_the_acr_values_is_enough_and_none_is_too_weak()
    {
        Scene scene = await World.SceneAsync();
        Task<Answered> Asking(string? acr) => scene.AskAsync(scene.Bearer(scene.Token(token =>
        {
            if (acr is not null)
            {
                token.Claims["acr"] = JsonNode.Parse(acr);
            }
        })) with
        { AcrValues = ["urn:mfa", "urn:key"] });

        await AllAsync(Allowed, ["\"urn:mfa\"", "\"urn:key\""], Asking);
        await AllAsync("acr_insufficient", [null, "\"\"", "\"urn:MFA\"", "\"urn:mfa urn:key\"", "null", "1", "[\"urn:mfa\"]"], Asking);
    }

    [Fact]
    public async Task An_age_is_demanded_of_auth_time_and_no_other_claim()
    {
        Scene scene = await World.SceneAsync();
        Task<Answered> Asking(string? authTime) => scene.AskAsync(scene.Bearer(scene.Token(token =>
        {
            if (authTime is not null)
            {
                token.Claims["auth_time"] = JsonNode.Parse(authTime);
            }
        })) with
        { MaxAgeSeconds = 300 });

        await AllAsync(Allowed, [$"{scene.Now}", $"{scene.Now - 300}", $"{scene.Now}.5"], Asking);
        await AllAsync("auth_too_old", [null, "null", $"\"{scene.Now}\"", "[]", "true", "0", "-1", $"{scene.Now + 3600}", "1e300"], Asking);
    }

    [Fact]
    public async Task What_is_demanded_is_judged_after_the_proof()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Ask stolen = scene.DPoP(token, scene.Proof(token, key: Verifier.Testing.TestKey.Create())) with { Scopes = ["admin"], RequiredClaims = ["org_id"] };
        Assert.Equal("token_binding_mismatch", (await scene.AskAsync(stolen)).Outcome);
        Assert.Equal("required_claim_missing", (await scene.AskAsync(stolen with { DPoP = [scene.Proof(token)] })).Outcome);
    }

    private static Task<Answered> AskAsync(Scene scene, string? scope, string? scp, params string[] demanded)
        => scene.AskAsync(scene.Bearer(scene.Token(token =>
        {
            _ = token.Claims.Remove("scope");
            if (scope is not null)
            {
                token.Claims["scope"] = JsonNode.Parse(scope);
            }

            if (scp is not null)
            {
                token.Claims["scp"] = JsonNode.Parse(scp);
            }
        })) with
        { Scopes = demanded });
}
