using Microsoft.Extensions.Logging.Abstractions;
using Verifier.AspNetCore.InProcess;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.InProcess;

/// <summary>The tenants' owner in one process with storage.</summary>
public sealed class StoredTenantRegistryTests
{
    private readonly TestClock _clock = new();
    private readonly FailingStore _store = new();

    [Fact]
    public async Task A_change_that_cannot_be_stored_is_not_in_force()
    {
        using TenantRegistry registry = new([Policy("configured")], _clock, new TenantStart(_store, new FetchRules(false), NullLogger.Instance));
        TenantSnapshot made = (await registry.PutAsync(Policy("a"), default, "boss", default)).Entry!.Snapshot;
        Revocation revocation = Revoked(made);
        Assert.Equal(TenantOutcome.Created, await registry.RevokeAsync("a", revocation, "boss", default));
        TenantSnapshot before = registry.Find("a")!.Snapshot;
        _store.IsFailing = true;

        Assert.Equal(TenantOutcome.Unavailable, (await registry.PutAsync(Policy("a", "https://changed"), default, "boss", default)).Outcome);
        Assert.Equal(TenantOutcome.Unavailable, (await registry.PutAsync(Policy("b"), default, "boss", default)).Outcome);
        Assert.Equal(TenantOutcome.Unavailable, (await registry.DeleteAsync("a", default, "boss", default)).Outcome);
        Assert.Equal(TenantOutcome.Unavailable, await registry.RevokeAsync("a", Revoked(made), "boss", default));
        Assert.Equal(TenantOutcome.Unavailable, await registry.RestoreAsync("a", revocation.Id, "boss", default));
        _clock.Advance(TimeSpan.FromDays(1));
        await registry.RotateNoncesAsync();

        Assert.Same(before, registry.Find("a")!.Snapshot);
        Assert.Equal(["a", "configured"], registry.Index.Names);
        Assert.Null(registry.Find("b"));
    }

    [Fact]
    public async Task A_change_is_stored_with_who_did_it_in_one_step()
    {
        using TenantRegistry registry = new([], _clock, new TenantStart(_store, new FetchRules(false), NullLogger.Instance));

        TenantEntry entry = (await registry.PutAsync(Policy("a"), default, "boss", default)).Entry!;

        (long version, IReadOnlyList<TenantWrite> changes, IReadOnlyList<AuditEntry> audit) = Assert.Single(_store.Written);
        Assert.Equal(entry.Snapshot.Version, version);
        Assert.Equal([typeof(TenantWrite.Put), typeof(TenantWrite.Secrets)], changes.Select(change => change.GetType()));
        Assert.Equal(new AuditEntry(_clock.GetUtcNow(), "boss", "tenant.created", "a", entry.ETag), Assert.Single(audit));
    }

    [Fact]
    public void Versions_go_on_from_the_stored_one_when_the_clock_was_set_back()
    {
        _store.Version = _clock.GetUtcNow().AddYears(1).ToUnixTimeMilliseconds();
        using TenantRegistry registry = new([Policy("a")], _clock, new TenantStart(_store, new FetchRules(false), NullLogger.Instance));

        Assert.True(registry.Find("a")!.Snapshot.Version > _store.Version);
    }

    [Fact]
    public void Settings_that_nobody_can_read_stop_the_start()
    {
        _store.Tenants.Add(new StoredTenant("a", "{\"issuers\": [\"https://login.test/\"], \"colour\": 1}"u8.ToArray(), 1, [], []));

        InvalidDataException stopped = Assert.Throws<InvalidDataException>(() => new TenantRegistry([], _clock, new TenantStart(_store, new FetchRules(false), NullLogger.Instance)));
        Assert.Contains("tenant a", stopped.Message, StringComparison.Ordinal);
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

    private sealed class FailingStore : ITenantStore
    {
        public bool IsFailing { get; set; }

        public long Version { get; set; }

        public List<StoredTenant> Tenants { get; } = [];

        public List<(long Version, IReadOnlyList<TenantWrite> Changes, IReadOnlyList<AuditEntry> Audit)> Written { get; } = [];

        public StoredTenants Read() => new(Version, Tenants);

        public ValueTask<bool> WriteAsync(long version, IReadOnlyList<TenantWrite> changes, IReadOnlyList<AuditEntry> audit)
        {
            if (!IsFailing)
            {
                Written.Add((version, changes, audit));
            }

            return new(!IsFailing);
        }
    }
}
