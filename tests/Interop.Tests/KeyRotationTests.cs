using System.Globalization;

namespace Verifier.Interop.Tests;

/// <summary>oidc-provider with new keys, and gone altogether. Each test has a tenant of its own, since keys are held per tenant.</summary>
public sealed class KeyRotationTests(InteropFixture fixture) : InteropTests(fixture), IClassFixture<InteropFixture>
{
    [SkippableFact]
    public async Task The_first_request_with_a_new_key_passes_at_once()
    {
        var tenant = await Fixture.TenantAsync();
        Assert.True((await JudgeAsync(tenant, await Fixture.Client.TokenAsync("rs256"))).Allowed);

        await Fixture.Server.RotateAsync();
        var judgement = await JudgeAsync(tenant, await Fixture.Client.TokenAsync("rs256"));

        Assert.True(judgement.Allowed, judgement.Reason);
    }

    [SkippableFact]
    public async Task A_token_of_a_removed_key_is_refused_after_a_refresh_though_it_passed_before()
    {
        var tenant = await Fixture.TenantAsync();
        var token = await Fixture.Client.TokenAsync("es256");
        Assert.True((await JudgeAsync(tenant, token)).Allowed);

        await Fixture.Server.RotateAsync();
        var beforeTheRefresh = await JudgeAsync(tenant, token);
        await Fixture.Verifier.RefreshKeysAsync(tenant);
        var afterwards = await JudgeAsync(tenant, token);

        Assert.True(beforeTheRefresh.Allowed, beforeTheRefresh.Reason);
        AssertRefused(afterwards, 401, "invalid_token", "key_unknown");
    }

    [SkippableFact]
    public async Task The_keys_held_serve_while_the_server_is_down_and_who_holds_none_is_told_to_come_back()
    {
        var tenant = await Fixture.TenantAsync();
        var seen = await Fixture.Client.TokenAsync("ps256");
        var unseen = await Fixture.Client.TokenAsync("ps256");
        Assert.True((await JudgeAsync(tenant, seen)).Allowed);

        await Fixture.Server.GoDownAsync();
        var held = new[] { await JudgeAsync(tenant, seen), await JudgeAsync(tenant, unseen) };
        // Put now, so that no host that fetches ahead can have its keys.
        var never = await Fixture.TenantAsync();
        var unheld = await JudgeAsync(never, seen);
        await Fixture.Server.ComeBackAsync();
        await Fixture.Verifier.RefreshKeysAsync(never);
        var afterwards = await JudgeAsync(never, seen);

        Assert.All(held, judgement => Assert.True(judgement.Allowed, judgement.Reason));
        AssertRefused(unheld, 503, "temporarily_unavailable", "keys_unavailable");
        Assert.True(int.Parse(Assert.Single(unheld.Header("Retry-After")), CultureInfo.InvariantCulture) > 0);
        Assert.True(afterwards.Allowed, afterwards.Reason);
    }

    private async Task<Judgement> JudgeAsync(string tenant, string token) =>
        await Fixture.Verifier.VerifyAsync(await Fixture.Client.RequestAsync(token), tenant);
}
