using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Tenants;

/// <summary>Which tenant judges, and that tenants don't touch each other.</summary>
public abstract class TenantSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task The_named_tenant_judges()
    {
        await using World world = await FreshAsync();
        Scene named = await world.SceneAsync();
        Scene other = await world.SceneAsync(settings => settings["publicOrigin"] = "https://api.test");
        Answered answer = await named.AskAsync(named.Bearer(named.Token()));
        Assert.Equal((Allowed, named.Tenant), (answer.Outcome, (string?)answer.Body["tenant"]));
        answer = await named.AskAsync(named.Bearer(named.Token()) with { Tenant = null });
        Assert.Equal((Allowed, other.Tenant), (answer.Outcome, (string?)answer.Body["tenant"]));
    }

    [Fact]
    public async Task Else_the_tenant_whose_public_origin_is_the_requests_judges()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["publicOrigin"] = "https://api.acme.test");
        _ = await world.SceneAsync();
        string[] same = ["https://api.acme.test/a", "HTTPS://API.Acme.test:443/", "https://api.acme.test", "https://api.acme.test?x"];
        foreach (string url in same)
        {
            Answered answer = await scene.AskAsync(scene.Bearer(scene.Token()) with { Tenant = null, Url = url });
            Assert.Equal((Allowed, scene.Tenant, url), (answer.Outcome, (string?)answer.Body["tenant"], url));
        }

        string[] other = ["http://api.acme.test/", "https://api.acme.test:8443/", "https://acme.test/", "https://api.acme.test.evil.test/", "https://x@api.acme.test/", "nonsense"];
        await AllAsync("tenant_ambiguous", other, url => scene.AskAsync(scene.Bearer(scene.Token()) with { Tenant = null, Url = url }));
    }

    [Fact]
    public async Task A_token_never_overrides_a_name_or_an_origin()
    {
        await using World world = await FreshAsync();
        Scene ours = await world.SceneAsync(settings => settings["publicOrigin"] = "https://api.test");
        Scene theirs = await world.SceneAsync(server: await world.IssuerAsync());
        string token = theirs.Token();
        Assert.Equal("issuer_unknown", (await ours.AskAsync(ours.Bearer(token))).Outcome);
        Assert.Equal("issuer_unknown", (await ours.AskAsync(ours.Bearer(token) with { Tenant = null })).Outcome);
        Assert.Equal(Allowed, (await theirs.AskAsync(theirs.Bearer(token) with { Tenant = null, Url = "https://else.test/" })).Outcome);
    }

    [Fact]
    public async Task Else_the_one_tenant_that_lists_the_tokens_issuer_judges()
    {
        await using World world = await FreshAsync();
        Scene one = await world.SceneAsync();
        Scene two = await world.SceneAsync(server: await world.IssuerAsync());
        foreach (Scene scene in (Scene[])[one, two])
        {
            Answered answer = await scene.AskAsync(scene.Bearer(scene.Token()) with { Tenant = null, Url = null });
            Assert.Equal((Allowed, scene.Tenant), (answer.Outcome, (string?)answer.Body["tenant"]));
        }

        Assert.Equal("issuer_unknown", (await one.AskAsync(one.Bearer(one.Token(token => token.Claims["iss"] = "https://else.test")) with { Tenant = null })).Outcome);
        Assert.Equal("issuer_missing", (await one.AskAsync(one.Bearer(one.Token(token => token.Claims.Remove("iss"))) with { Tenant = null })).Outcome);
        Assert.Equal("token_malformed", (await one.AskAsync(one.Bearer("x.y.z") with { Tenant = null })).Outcome);
    }

    [Fact]
    public async Task A_token_whose_issuer_several_tenants_list_does_not_say_which_is_meant()
    {
        await using World world = await FreshAsync();
        Scene one = await world.SceneAsync();
        _ = await world.SceneAsync();
        Assert.Equal("tenant_ambiguous", (await one.AskAsync(one.Bearer(one.Token()) with { Tenant = null })).Outcome);
    }

    [Fact]
    public async Task Several_tenants_of_one_origin_do_not_say_which_is_meant_either()
    {
        await using World world = await FreshAsync();
        Scene one = await world.SceneAsync(settings => settings["publicOrigin"] = "https://api.test");
        _ = await world.SceneAsync(settings => settings["publicOrigin"] = "https://API.test:443", await world.IssuerAsync());
        Answered answer = await one.AskAsync(one.Bearer(one.Token()) with { Tenant = null });
        Assert.Equal(("tenant_ambiguous", 401, "invalid_token"), (answer.Outcome, answer.Status, answer.Error));
    }

    [Fact]
    public async Task Where_tokens_may_not_choose_a_tenant_must_be_named()
    {
        await using World world = await FreshAsync(new HostSettings { TenantByToken = false });
        Scene scene = await world.SceneAsync(settings => settings["publicOrigin"] = "https://api.acme.test");
        Ask ask = scene.Bearer(scene.Token());
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(ask with { Tenant = null, Url = "https://api.acme.test/" })).Outcome);
        Assert.Equal("issuer_unknown", (await scene.AskAsync(ask with { Tenant = null })).Outcome);
        Assert.Equal("credentials_missing", (await scene.AskAsync(scene.Request(null) with { Tenant = null })).Outcome);
    }

    [Fact]
    public async Task A_token_that_one_tenant_has_seen_is_nothing_to_another()
    {
        Scene one = await World.SceneAsync();
        Scene other = await World.SceneAsync(settings => settings["audiences"] = new JsonArray("https://else.test"));
        Scene stranger = await World.SceneAsync(server: await World.IssuerAsync());
        string token = one.Token();
        Assert.Equal(Allowed, (await one.AskAsync(one.Bearer(token))).Outcome);
        Assert.Equal("token_audience_mismatch", (await other.AskAsync(other.Bearer(token))).Outcome);
        Assert.Equal("issuer_unknown", (await stranger.AskAsync(stranger.Bearer(token))).Outcome);
    }

    [Fact]
    public async Task Each_tenant_fetches_the_keys_of_an_issuer_for_itself()
    {
        LoopbackIssuer server = await World.IssuerAsync();
        Scene one = await World.SceneAsync(server: server);
        Scene two = await World.SceneAsync(server: server);
        Assert.Equal(Allowed, (await one.AskBearerAsync()).Outcome);
        Assert.Equal(Allowed, (await two.AskBearerAsync()).Outcome);
        Assert.Equal(2, server.JwksFetches);
    }

    [Fact]
    public async Task A_tenant_may_have_several_issuers_and_each_signs_for_itself_alone()
    {
        LoopbackIssuer second = await World.IssuerAsync();
        Scene scene = await World.SceneAsync(settings => settings["issuers"]!.AsArray().Add(second.Url));
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(second.Issuer.Token(token => token.Claims["aud"] = Scene.Audience)))).Outcome);
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => token.SignedBy(second.Issuer.CurrentKey))).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.SigningKey = second.Issuer.CurrentKey)).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token =>
        {
            token.SigningKey = second.Issuer.CurrentKey;
            _ = token.Header.Remove("kid");
        })).Outcome);
    }

    [Fact]
    public async Task A_changed_policy_is_in_force_at_once_for_tokens_seen_before_too()
    {
        Scene scene = await World.SceneAsync();
        Ask ask = scene.Bearer(scene.Token());
        async Task IsAsync(string outcome, Action<JsonObject>? change)
        {
            await scene.PutAsync(change);
            Assert.Equal(outcome, (await scene.AskAsync(ask)).Outcome);
        }

        await IsAsync(Allowed, null);
        await IsAsync("token_audience_mismatch", settings => settings["audiences"] = new JsonArray("https://else.test"));
        await IsAsync("token_alg_not_allowed", settings => settings["algorithms"] = new JsonArray("RS256"));
        await IsAsync("issuer_unknown", settings => settings["issuers"] = new JsonArray("https://else.test"));
        await IsAsync("scheme_not_accepted", settings => settings["dpop"] = new JsonObject { ["mode"] = "required" });
        await IsAsync(Allowed, null);
    }

    [Fact]
    public async Task A_removed_tenant_judges_nothing()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["publicOrigin"] = "https://api.test");
        Ask ask = scene.Bearer(scene.Token()) with { Tenant = null };
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        await scene.Host.DeleteTenantAsync(scene.Tenant);
        Assert.Equal("issuer_unknown", (await scene.AskAsync(ask)).Outcome);
    }
}
