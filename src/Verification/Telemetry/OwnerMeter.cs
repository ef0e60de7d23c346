using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Verifier.Telemetry;

/// <summary>
/// What the owners of keys, revocations and used proofs hold: asked of them whenever metrics are read, which may be at any time and on any thread. An owner that is gone is not asked any more.
/// </summary>
public static class OwnerMeter
{
    private static readonly ConditionalWeakTable<object, Func<IEnumerable<(string Tenant, string Issuer, long Age)>>> Keys = [];
    private static readonly ConditionalWeakTable<object, Func<IEnumerable<(string Tenant, int Count)>>> Revocations = [];
    private static readonly ConditionalWeakTable<object, Func<long>> Ledgers = [];
    private static long _lost;
    private static long _missing;

    static OwnerMeter()
    {
        Meter meter = VerifierTelemetry.Meter;
        _ = meter.CreateObservableGauge("verifier.keys.age", Ages, "s", "Time since an issuer's keys were last fetched with success.");
        _ = meter.CreateObservableUpDownCounter("verifier.revocations", Revoked, "{revocation}", "Revocations in force.");
        _ = meter.CreateObservableUpDownCounter("verifier.ledger.proofs", Proofs, "{proof}", "Used DPoP proofs remembered.");
        _ = meter.CreateObservableCounter("verifier.fences", Fences, "{fence}", "Ledgers of used proofs, or shards of one, that began without their predecessor's: proofs made before need a nonce.");
    }

    /// <summary>Has the ages of keys read from their owner, in seconds, for as long as there is one; issuers whose keys were never fetched are left out.</summary>
    public static void TrackKeys(object owner, Func<IEnumerable<(string Tenant, string Issuer, long Age)>> ages) => Keys.AddOrUpdate(owner, ages);

    /// <summary>Has the number of a tenant's revocations in force read from their owner, for as long as there is one.</summary>
    public static void TrackRevocations(object owner, Func<IEnumerable<(string Tenant, int Count)>> counts) => Revocations.AddOrUpdate(owner, counts);

    /// <summary>Has the number of proofs remembered read from their owner, for as long as there is one.</summary>
    public static void TrackLedger(object owner, Func<long> proofs) => Ledgers.AddOrUpdate(owner, proofs);

    /// <summary>Asks an owner no more.</summary>
    public static void Forget(object owner)
    {
        _ = Keys.Remove(owner);
        _ = Revocations.Remove(owner);
        _ = Ledgers.Remove(owner);
    }

    /// <summary>Counts a fence; also with nobody listening yet, because most are put up while a host starts.</summary>
    /// <param name="isMissing">Whether there was no record of the ledger before; else it was there, and its ledger not handed over.</param>
    public static void Fenced(bool isMissing) => _ = Interlocked.Increment(ref isMissing ? ref _missing : ref _lost);

    private static IEnumerable<Measurement<long>> Ages() => Keys
        .SelectMany(owner => owner.Value())
        .Select(ring => (Tags: KeyFetchMeter.TagsOf(ring.Tenant, ring.Issuer), ring.Age))
        .GroupBy(ring => ring.Tags)

        // Of those that are not told apart the oldest is what matters.
        .Select(same => new Measurement<long>(same.Max(ring => ring.Age), new(Tag.Tenant, same.Key.Tenant), new(Tag.Issuer, same.Key.Issuer)));

    private static IEnumerable<Measurement<long>> Revoked() => Revocations
        .SelectMany(owner => owner.Value())
        .GroupBy(held => Tag.OfTenant(held.Tenant))
        .Select(same => new Measurement<long>(same.Sum(held => held.Count), new KeyValuePair<string, object?>(Tag.Tenant, same.Key)));

    private static IEnumerable<Measurement<long>> Proofs()
    {
        long held = 0;
        bool isHeld = false;
        foreach (KeyValuePair<object, Func<long>> owner in Ledgers)
        {
            held += owner.Value();
            isHeld = true;
        }

        // A front end of a cluster owns none, and does not say that there are no proofs.
        return isHeld ? [new Measurement<long>(held)] : [];
    }

    private static Measurement<long>[] Fences() =>
    [
        new(Volatile.Read(ref _lost), new KeyValuePair<string, object?>(Tag.Cause, "not_handed_over")),
        new(Volatile.Read(ref _missing), new KeyValuePair<string, object?>(Tag.Cause, "record_missing")),
    ];
}
