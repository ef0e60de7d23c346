using System.Text.Json.Nodes;

namespace Verifier.Conformance.AccessTokens;

/// <summary>Each time rule of access tokens one second before its edge, at it and after it. For hosts whose clock stands still.</summary>
public abstract class TokenTimeSuite(Stage stage) : VerifierSuite(stage)
{
    public static TheoryData<int> Skews => [0, 10, 300];

    [Theory]
    [MemberData(nameof(Skews))]
    public async Task A_token_is_good_until_exp_and_the_skew_and_not_at_it(int skew)
    {
        Scene scene = await World.SceneAsync(settings => settings["clockSkewSeconds"] = skew);
        Task<Answered> Asking(double exp) => scene.AskBearerAsync(token =>
        {
            token.Claims["iat"] = scene.Now - 1000;
            token.Claims["exp"] = exp;
        });

        Assert.Equal(Allowed, (await Asking(scene.Now - skew + 1)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene.Now - skew + 0.5)).Outcome);
        Assert.Equal("token_expired", (await Asking(scene.Now - skew)).Outcome);
        Assert.Equal("token_expired", (await Asking(scene.Now - skew - 1)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Skews))]
    public async Task Nbf_and_iat_may_be_ahead_by_the_skew_and_no_more(int skew)
    {
        Scene scene = await World.SceneAsync(settings => settings["clockSkewSeconds"] = skew);
        foreach (string name in (string[])["nbf", "iat"])
        {
            Task<Answered> Asking(double time) => scene.AskBearerAsync(token => token.Claims[name] = time);
            Assert.Equal(Allowed, (await Asking(scene.Now + skew - 1)).Outcome);
            Assert.Equal(Allowed, (await Asking(scene.Now + skew)).Outcome);
            Assert.Equal("token_not_yet_valid", (await Asking(scene.Now + skew + 0.5)).Outcome);
            Assert.Equal("token_not_yet_valid", (await Asking(scene.Now + skew + 1)).Outcome);
        }
    }

    [Fact]
    public async Task Unless_set_the_skew_is_ten_seconds()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Claims["exp"] = scene.Now - 9)).Outcome);
        Assert.Equal("token_expired", (await scene.AskBearerAsync(token => token.Claims["exp"] = scene.Now - 10)).Outcome);
    }

    [Fact]
    public async Task A_token_seen_before_expires_to_the_second_too()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Ask ask = scene.Bearer(scene.Token(token => token.ValidFor(TimeSpan.FromSeconds(60))));
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        world.Jump(69);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        world.Jump(1);
        Assert.Equal("token_expired", (await scene.AskAsync(ask)).Outcome);
    }

    [Fact]
    public async Task A_token_may_be_as_old_as_its_exp_allows()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(Allowed, [0, -62135596800, scene.Now - 86400], iat => scene.AskBearerAsync(token => token.Claims["iat"] = iat));
    }

    [Theory]
    [MemberData(nameof(Skews))]
    public async Task An_authentication_is_recent_until_the_age_and_the_skew(int skew)
    {
        Scene scene = await World.SceneAsync(settings => settings["clockSkewSeconds"] = skew);
        Task<Answered> Asking(double authTime) => scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["auth_time"] = authTime)) with { MaxAgeSeconds = 300 });

        Assert.Equal(Allowed, (await Asking(scene.Now - 300 - skew + 1)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene.Now - 300 - skew)).Outcome);
        Assert.Equal("auth_too_old", (await Asking(scene.Now - 300 - skew - 0.5)).Outcome);
        Assert.Equal("auth_too_old", (await Asking(scene.Now - 300 - skew - 1)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene.Now + skew)).Outcome);
        Assert.Equal("auth_too_old", (await Asking(scene.Now + skew + 1)).Outcome);
    }

    [Fact]
    public async Task An_authentication_ages_while_its_token_is_cached()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Ask ask = scene.Bearer(scene.Token(token =>
        {
            token.Claims["auth_time"] = scene.Now;
            _ = token.ValidFor(TimeSpan.FromHours(1));
        })) with
        { MaxAgeSeconds = 60 };
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        world.Jump(70);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        world.Jump(1);
        Assert.Equal("auth_too_old", (await scene.AskAsync(ask)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Skews))]
    public async Task A_revocation_reaches_tokens_issued_until_its_time_and_the_skew(int skew)
    {
        Scene scene = await World.SceneAsync(settings => settings["clockSkewSeconds"] = skew);
        long before = scene.Now - 1000;
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["sub"] = "gone", ["issuedBefore"] = before });
        Task<Answered> Asking(double iat) => scene.AskBearerAsync(token =>
        {
            token.Claims["sub"] = "gone";
            token.Claims["iat"] = iat;
        });

        Assert.Equal("token_revoked", (await Asking(before + skew - 1)).Outcome);
        Assert.Equal("token_revoked", (await Asking(before + skew)).Outcome);
        Assert.Equal(Allowed, (await Asking(before + skew + 0.5)).Outcome);
        Assert.Equal(Allowed, (await Asking(before + skew + 1)).Outcome);
    }

    [Fact]
    public async Task A_revocation_counts_until_it_expires()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Ask ask = scene.Bearer(scene.Token(token => token.ValidFor(TimeSpan.FromHours(1))));
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["sub"] = $"sub-{Scene.Marker}", ["expiresAt"] = scene.Now + 100 });
        Assert.Equal("token_revoked", (await scene.AskAsync(ask)).Outcome);
        world.Jump(99);
        Assert.Equal("token_revoked", (await scene.AskAsync(ask)).Outcome);
        world.Jump(1);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
    }
}
