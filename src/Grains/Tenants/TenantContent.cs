using System.Text;
using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>All of one tenant, on its way to a front end or to the store.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.tenant")]
internal sealed record TenantContent(
    [property: Id(0)] string Settings,
    [property: Id(1)] long Version,
    [property: Id(2)] bool IsConfigured,
    [property: Id(3)] IReadOnlyList<StoredRevocation> Revocations,
    [property: Id(4)] IReadOnlyList<StoredNonceSecret> NonceSecrets)
{
    public static TenantContent Of(TenantEntry entry, long now) => new(
        SettingsOf(entry.Policy),
        entry.Snapshot.Version,
        entry.IsConfigured,
        [.. entry.Snapshot.Revocations.Live(now).Select(StoredRevocation.Of)],
        [.. entry.Snapshot.Nonces.Secrets.Select(StoredNonceSecret.Of)]);

    /// <summary>A policy as it is stored: what is in force, written out. Two texts are equal when they mean the same.</summary>
    public static string SettingsOf(TenantPolicy policy) => Encoding.UTF8.GetString(TenantSettingsWriter.Write(policy.ToSettings()));

    /// <summary>The tenant as the core has it; null, with every fault, where the host's rules do not allow it.</summary>
    public TenantEntry? ToEntry(string name, FetchRules rules, long now, out IReadOnlyList<string> faults)
        => TenantPolicy.TryCreate(name, Encoding.UTF8.GetBytes(Settings), rules, out TenantPolicy? policy, out faults)
            ? new TenantEntry(
                new TenantSnapshot(
                    policy,
                    Version,
                    RevocationSet.Create(Revocations.Select(revocation => revocation.ToRevocation()), now),
                    NonceRing.Of(NonceSecrets.Select(secret => secret.ToSecret()))),
                IsConfigured)
            : null;

    /// <summary>The version, and nothing that could be a secret.</summary>
    public override string ToString() => $"tenant content of version {Version}";
}
