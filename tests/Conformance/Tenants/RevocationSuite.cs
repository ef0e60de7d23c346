using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Tenants;

/// <summary>Tokens refused before they expire.</summary>
public abstract class RevocationSuite(Stage stage) : VerifierSuite(stage)
{
    [Theory]
    [InlineData("jti", "jti")]
    [InlineData("sub", "sub")]
    [InlineData("sid", "sid")]
    [InlineData("clientId", "client_id")]
    [InlineData("clientId", "azp")]
    public async Task A_token_is_revoked_by_any_of_its_names_and_no_other_token_is(string target, string claim)
    {
        Scene scene = await World.SceneAsync();
        Ask Asking(string value) => scene.Bearer(scene.Token(token =>
        {
            if (target == "clientId")
            {
                _ = token.Claims.Remove("client_id");
            }

            token.Claims[claim] = value;
        }));
        Ask seen = Asking("gone");
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);

        string id = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { [target] = "gone" });

        Assert.Equal("token_revoked", (await scene.AskAsync(seen)).Outcome);
        Assert.Equal("token_revoked", (await scene.AskAsync(Asking("gone"))).Outcome);
        await AllAsync(Allowed, ["Gone", "gone ", "", "other"], value => scene.AskAsync(Asking(value)));
        await scene.Host.RestoreAsync(scene.Tenant, id);
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);
    }

    [Fact]
    public async Task A_revocation_may_be_of_one_issuer_alone()
    {
        LoopbackIssuer second = await World.IssuerAsync();
        Scene scene = await World.SceneAsync(settings => settings["issuers"]!.AsArray().Add(second.Url));
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["sub"] = "gone", ["issuer"] = second.Url });
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Claims["sub"] = "gone")).Outcome);
        Assert.Equal("token_revoked", (await scene.AskAsync(scene.Bearer(second.Issuer.Token(token =>
        {
            token.Claims["aud"] = Scene.Audience;
            token.Claims["sub"] = "gone";
        })))).Outcome);
    }

    [Fact]
    public async Task A_revocation_is_one_tenants_own()
    {
        Scene scene = await World.SceneAsync();
        Scene other = await World.SceneAsync();
        string token = scene.Token(t => t.Claims["sub"] = "gone");
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["sub"] = "gone" });
        Assert.Equal("token_revoked", (await scene.AskAsync(scene.Bearer(token))).Outcome);
        Assert.Equal(Allowed, (await other.AskAsync(other.Bearer(token))).Outcome);
    }

    [Fact]
    public async Task A_revocation_outlives_a_change_of_the_policy()
    {
        Scene scene = await World.SceneAsync();
        Ask ask = scene.Bearer(scene.Token());
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["sub"] = $"sub-{Scene.Marker}" });
        await scene.PutAsync(settings => settings["realm"] = "else");
        Assert.Equal("token_revoked", (await scene.AskAsync(ask)).Outcome);
    }

    [Fact]
    public async Task A_bound_token_is_revoked_with_its_proof()
    {
        Scene scene = await World.SceneAsync();
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["clientId"] = $"client-{Scene.Marker}" });
        Assert.Equal("token_revoked", (await scene.AskProofAsync()).Outcome);
    }
}
