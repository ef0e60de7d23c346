using Verifier.AspNetCore.InProcess;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.InProcess;

/// <summary>The tenants' owner in one process.</summary>
public sealed class TenantRegistryTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void A_version_is_never_used_twice()
    {
        TenantRegistry registry = new([Policy("configured")], _clock);
        List<long> versions = [registry.Find("configured")!.Snapshot.Version];
        for (int i = 0; i < 3; i++)
        {
            versions.Add(registry.Put(Policy("a"), default).Entry!.Snapshot.Version);
            versions.Add(registry.Put(Policy("a", "https://changed"), default).Entry!.Snapshot.Version);
            Assert.Equal(TenantOutcome.Deleted, registry.Delete("a", default).Outcome);
        }

        Assert.Equal(versions.Order().Distinct(), versions);
    }

    [Fact]
    public void A_registry_started_later_uses_versions_of_its_own()
    {
        long before = new TenantRegistry([Policy("a")], _clock).Find("a")!.Snapshot.Version;
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(new TenantRegistry([Policy("a")], _clock).Find("a")!.Snapshot.Version > before);
    }

    [Fact]
    public void A_snapshot_does_not_change_under_the_decision_that_holds_it()
    {
        TenantRegistry registry = new([], _clock);
        TenantSnapshot held = registry.Put(Policy("a"), default).Entry!.Snapshot;

        registry.Put(Policy("a", "https://changed"), default);
        registry.Revoke("a", Revoked(held));

        Assert.Equal(["https://api"], held.Policy.Audiences.AsEnumerable());
        Assert.True(held.Revocations.IsEmpty);
        Assert.False(registry.Find("a")!.Snapshot.Revocations.IsEmpty);
    }

    [Fact]
    public async Task The_index_and_the_snapshots_tell_of_the_same_tenants()
    {
        TenantRegistry registry = new([Policy("configured")], _clock);
        registry.Put(Policy("a"), default);
        registry.Put(Policy("b"), default);
        registry.Delete("a", default);

        Assert.Equal(["b", "configured"], registry.Index.Names);
        Assert.Equal(["b", "configured"], registry.Index.ByIssuer("https://login.test/"));
        Assert.Null(await registry.GetAsync("a", default));
        Assert.NotNull(await registry.GetAsync("b", default));
    }

    [Fact]
    public void Each_tenant_has_nonce_secrets_of_its_own()
    {
        TenantRegistry registry = new([Policy("a"), Policy("b")], _clock);
        string nonce = registry.Find("a")!.Snapshot.Nonces.Mint("a", _clock.UnixSeconds);

        Assert.True(registry.Find("a")!.Snapshot.Nonces.TryRead("a", nonce, out _));
        Assert.False(registry.Find("b")!.Snapshot.Nonces.TryRead("a", nonce, out _));
    }

    [Fact]
    public void Nonce_secrets_are_renewed_once_a_day_and_young_nonces_stay_good()
    {
        TenantRegistry registry = new([Policy("a")], _clock);
        _clock.Advance(TimeSpan.FromSeconds(86_399));
        registry.RotateNonces();
        string old = registry.Find("a")!.Snapshot.Nonces.Mint("a", _clock.UnixSeconds);
        Assert.Single(registry.Find("a")!.Snapshot.Nonces.Secrets);

        _clock.Advance(TimeSpan.FromSeconds(1));
        registry.RotateNonces();
        registry.RotateNonces();

        Assert.Equal(2, registry.Find("a")!.Snapshot.Nonces.Secrets.Count);
        Assert.True(registry.Find("a")!.Snapshot.Nonces.TryRead("a", old, out _));
    }

    [Fact]
    public void A_policy_and_nonce_secrets_outlive_a_revocation_and_revocations_outlive_a_policy()
    {
        TenantRegistry registry = new([], _clock);
        TenantSnapshot first = registry.Put(Policy("a"), default).Entry!.Snapshot;
        registry.Revoke("a", Revoked(first));
        TenantSnapshot second = registry.Put(Policy("a", "https://changed"), default).Entry!.Snapshot;

        Assert.Same(first.Nonces, second.Nonces);
        Assert.False(second.Revocations.IsEmpty);
        Assert.True(second.Version > first.Version);
    }

    [Fact]
    public void A_full_list_of_revocations_takes_no_more()
    {
        TenantRegistry registry = new([Policy("a")], _clock);
        TenantSnapshot snapshot = registry.Find("a")!.Snapshot;
        for (int i = 0; i < RevocationSet.Capacity; i++)
        {
            Assert.Equal(TenantOutcome.Created, registry.Revoke("a", Revoked(snapshot)));
        }

        Assert.Equal(TenantOutcome.Full, registry.Revoke("a", Revoked(snapshot)));
    }

    private static TenantPolicy Policy(string name, string audience = "https://api")
    {
        TenantSettings settings = new() { Issuers = [new IssuerSettings("https://login.test/")], Audiences = [audience] };
        Assert.True(TenantPolicy.TryCreate(name, settings, new FetchRules(false), out TenantPolicy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
        return policy;
    }

    private Revocation Revoked(TenantSnapshot snapshot)
    {
        Assert.True(Revocation.TryCreate("""{"sub":"user-1"}"""u8, snapshot.Policy, _clock.UnixSeconds, out Revocation? revocation, out _));
        return revocation;
    }
}
