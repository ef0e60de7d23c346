using System.Collections.Frozen;
using Verifier.Jose;

namespace Verifier.Keys;

/// <summary>The signing keys of one issuer at one moment (a JWK Set, RFC 7517 section 5); immutable.</summary>
public sealed class KeySet
{
    /// <summary>The largest document read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most keys that a document may have, usable or not.</summary>
    public const int MaxKeys = 100;

    private readonly SignatureKey[] _keys;

    // A kid whose keys were all left out has none here: it is known, and nothing fits it.
    private readonly FrozenDictionary<string, SignatureKey[]> _byKid;

    internal KeySet(long fetchedAt, SignatureKey[] keys, string[] leftOut, IEnumerable<string> kids)
        : this(fetchedAt, keys, leftOut, ByKid(keys, kids))
    {
    }

    private KeySet(long fetchedAt, SignatureKey[] keys, IReadOnlyList<string> leftOut, FrozenDictionary<string, SignatureKey[]> byKid)
    {
        FetchedAt = fetchedAt;
        LeftOut = leftOut;
        _keys = keys;
        _byKid = byKid;
    }

    /// <summary>When these keys were fetched from the issuer, Unix seconds.</summary>
    public long FetchedAt { get; }

    /// <summary>The keys that can be used at all: readable, strong enough, imported, and meant to check signatures. There may be none.</summary>
    public IReadOnlyList<SignatureKey> Keys => _keys;

    /// <summary>
    /// What was left out and why, such as "key 3: RSA modulus of 1024 bits; …": keys are counted from 1, and no text of the issuer's is repeated.
    /// </summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>
    /// Reads a JWK Set in UTF-8 of at most 256 KiB and 100 keys. A bad key never spoils the others: it is left out. False, with the fault in words that an
    /// operator can act on, when the document is no strict JSON object with an array <c>keys</c>, or is too large. True also when no key of it can be used:
    /// what to do then is the caller's to decide.
    /// </summary>
    /// <param name="jwks">The document.</param>
    /// <param name="fetchedAt">When it was fetched, Unix seconds.</param>
    /// <param name="set">The keys.</param>
    /// <param name="fault">What is wrong with the document.</param>
    public static bool TryRead(ReadOnlySpan<byte> jwks, long fetchedAt, out KeySet? set, out string? fault)
    {
        KeySetReader reader = new();
        fault = reader.Read(jwks);
        set = fault is null ? reader.ToKeySet(fetchedAt) : null;
        return fault is null;
    }

    /// <summary>
    /// The key to check a token with: <see cref="Reason.None"/> and the key, or <see cref="Reason.KeyUnknown"/>, <see cref="Reason.KeyAmbiguous"/>,
    /// <see cref="Reason.KeyUnusable"/>. Without a <paramref name="kid"/> exactly one fitting key must exist; with one, exactly one of those that have it,
    /// compared ordinally, must fit. A <c>kid</c> whose keys were all left out is unusable, not unknown.
    /// </summary>
    public Reason Find(string? kid, JwsAlgorithm algorithm, out SignatureKey? key)
    {
        key = null;
        SignatureKey[]? candidates = _keys;
        if (kid is not null && !_byKid.TryGetValue(kid, out candidates))
        {
            return Reason.KeyUnknown;
        }

        foreach (SignatureKey candidate in candidates!)
        {
            if (!candidate.Fits(algorithm))
            {
                continue;
            }

            if (key is not null)
            {
                key = null;
                return Reason.KeyAmbiguous;
            }

            key = candidate;
        }

        if (key is not null)
        {
            return Reason.None;
        }

        return kid is null ? Reason.KeyUnknown : Reason.KeyUnusable;
    }

    /// <summary>Whether this very key (by thumbprint, <c>kid</c>, and what it may be used for) is still in the set.</summary>
    public bool Holds(SignatureKey key) => Array.IndexOf(_keys, key) >= 0 || Twin(key) is not null;

    /// <summary>
    /// The same set, with the objects of <paramref name="previous"/> for the keys that are in both: they are imported already, and <see cref="Holds"/>
    /// finds them at a glance.
    /// </summary>
    public KeySet Reusing(KeySet previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        SignatureKey[] keys = [.. _keys.Select(key => previous.Twin(key) ?? key)];
        return new KeySet(FetchedAt, keys, LeftOut, ByKid(keys, _byKid.Keys));
    }

    private SignatureKey? Twin(SignatureKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Array.Find(_keys, held => held.Jwk.IsSameAs(key.Jwk));
    }

    private static FrozenDictionary<string, SignatureKey[]> ByKid(SignatureKey[] keys, IEnumerable<string> kids) =>
        kids.Distinct(StringComparer.Ordinal).ToFrozenDictionary(kid => kid, kid => keys.Where(key => key.Jwk.Kid == kid).ToArray(), StringComparer.Ordinal);
}
