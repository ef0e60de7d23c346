using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Keys;

/// <summary>When keys are fetched again and how long they serve. For hosts whose clock can be moved.</summary>
public abstract class KeyTimeSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task After_a_fetch_for_an_unknown_kid_there_is_no_other_for_ten_seconds()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Task<Answered> Asking() => scene.AskBearerAsync(token => token.Header["kid"] = Guid.NewGuid().ToString());

        Assert.Equal("key_unknown", (await Asking()).Outcome);
        Assert.Equal(2, scene.Server.JwksFetches);
        await AllAsync("key_unknown", Enumerable.Range(0, 20), _ => Asking());
        world.Jump(9);
        Assert.Equal("key_unknown", (await Asking()).Outcome);
        Assert.Equal(2, scene.Server.JwksFetches);
        world.Jump(1);
        Assert.Equal("key_unknown", (await Asking()).Outcome);
        Assert.Equal(3, scene.Server.JwksFetches);
    }

    [Fact]
    public async Task Known_keys_never_suffer_from_the_cool_down()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => token.Header["kid"] = "x")).Outcome);
        TestKey before = scene.Issuer.CurrentKey;
        _ = scene.Issuer.Rotate();
        Assert.Equal("key_unknown", (await scene.AskBearerAsync()).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.SignedBy(before))).Outcome);
        world.Jump(10);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task The_last_good_keys_serve_until_their_maximum_age_and_then_nothing_does()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["keys"] = new JsonObject { ["refreshSeconds"] = 60, ["maxStaleSeconds"] = 1000 });
        Ask seen = scene.Bearer(scene.Token(token => token.ValidFor(TimeSpan.FromDays(1))));
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);
        await scene.Server.TakeDownAsync();
        world.Jump(999);
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        world.Jump(1);
        Assert.Equal("keys_unavailable", (await scene.AskAsync(seen)).Outcome);
        Assert.Equal("keys_unavailable", (await scene.AskBearerAsync()).Outcome);
        world.Jump(1);
        Assert.Equal("keys_unavailable", (await scene.AskAsync(seen)).Outcome);
    }

    [Fact]
    public async Task An_issuer_that_comes_back_is_asked_again()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        scene.Server.Faults.SetAll(IssuerFault.ServerError);
        Assert.Equal("keys_unavailable", (await scene.AskBearerAsync()).Outcome);
        scene.Server.Faults.Clear();
        world.Jump(60);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task An_issuer_that_is_down_is_not_asked_by_every_request()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        scene.Server.Faults.SetAll(IssuerFault.ServerError);
        await AllAsync("keys_unavailable", Enumerable.Range(0, 20), _ => scene.AskBearerAsync());
        Assert.InRange(scene.Server.DiscoveryFetches, 1, 4);
    }

    [Fact]
    public async Task Keys_in_use_are_refreshed_ahead_of_time()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Ask seen = scene.Bearer(scene.Token(token => token.ValidFor(TimeSpan.FromDays(1))));
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);
        _ = scene.Issuer.Rotate(keepOld: false);

        // They are due between 540 and 660 seconds after the fetch; the next beat finds it so.
        world.Jump(661);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.Server.WhenAsync(server => server.JwksFetches == 2);

        // This one waits for the fetch that is under way.
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal(2, scene.Server.JwksFetches);
        Assert.Equal("key_unknown", (await scene.AskAsync(seen)).Outcome);
    }
}
