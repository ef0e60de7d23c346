using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Verifier.Jose;

namespace Verifier.Tenants;

/// <summary>What the code runs on: one tenant's rules, checked and immutable. The only way in is <c>TryCreate</c>.</summary>
public sealed class TenantPolicy
{
    private TenantPolicy()
    {
    }

    /// <summary>The tenant's name, <c>[a-z0-9-]{1,63}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The issuers by identifier, compared ordinally.</summary>
    public required FrozenDictionary<string, IssuerPolicy> Issuers { get; init; }

    /// <summary>One of these must be in a token's <c>aud</c>.</summary>
    public required FrozenSet<string> Audiences { get; init; }

    /// <summary>Access-token algorithms.</summary>
    public required AlgorithmSet Algorithms { get; init; }

    /// <summary>Whether tokens must follow RFC 9068 (<c>"profile": "rfc9068"</c>).</summary>
    public required bool RequiresRfc9068 { get; init; }

    /// <summary>How far the issuer's clock may differ, in seconds, 0 to 300.</summary>
    public required int ClockSkew { get; init; }

    /// <summary>DPoP rules.</summary>
    public required DPoPPolicy DPoP { get; init; }

    /// <summary>How often keys are fetched, in seconds, 60 to 86400.</summary>
    public required int KeyRefresh { get; init; }

    /// <summary>How old keys may get before they are not used any more, in seconds, from <see cref="KeyRefresh"/> to 604800.</summary>
    public required int KeyMaxStale { get; init; }

    /// <summary>How many live proofs the replay ledger keeps for the tenant, 16 to 100,000,000.</summary>
    public required int ReplayBudget { get; init; }

    /// <summary>Whether DPoP-bound tokens pass as Bearer: for migration only.</summary>
    public required bool AcceptsBoundTokensAsBearer { get; init; }

    /// <summary>The origin under which clients see the API (scheme, host and port, normalized), or null.</summary>
    public required string? PublicOrigin { get; init; }

    /// <summary>The realm named in challenges: 1 to 128 characters that a quoted string can hold without escapes.</summary>
    public required string Realm { get; init; }

    /// <summary>Whether statuses are those of Auth0's SDKs (<c>"answers": "auth0"</c>).</summary>
    public required bool AnswersLikeAuth0 { get; init; }

    /// <summary>RFC 9728 metadata of the protected resource, or null.</summary>
    public required ResourcePolicy? Resource { get; init; }

    // In the order in which people wrote them; the sets above have none.
    private IReadOnlyList<IssuerPolicy> OrderedIssuers { get; init; } = [];

    private IReadOnlyList<string> OrderedAudiences { get; init; } = [];

    /// <summary>A policy from settings, or every fault in them.</summary>
    /// <param name="name">The tenant's name: opens every fault.</param>
    /// <param name="settings">What people wrote.</param>
    /// <param name="rules">What the installation allows.</param>
    /// <param name="policy">The policy, when there is no fault.</param>
    /// <param name="faults">Every fault, a sentence each: <c>acme: clockSkewSeconds is 900; it must be from 0 to 300.</c></param>
    public static bool TryCreate(string name, TenantSettings settings, FetchRules rules, [NotNullWhen(true)] out TenantPolicy? policy, out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(rules);
        return TryCreate(name, settings, rules, new Faults(TenantName.Show(name)), out policy, out faults);
    }

    /// <summary>A policy from a JSON document in UTF-8, or every fault in its form (see <see cref="TenantSettingsReader"/>) and in what it says.</summary>
    /// <inheritdoc cref="TryCreate(string, TenantSettings, FetchRules, out TenantPolicy?, out IReadOnlyList{string})"/>
    public static bool TryCreate(string name, ReadOnlySpan<byte> utf8, FetchRules rules, [NotNullWhen(true)] out TenantPolicy? policy, out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Faults found = new(TenantName.Show(name));
        return TryCreate(name, TenantSettingsReader.Read(utf8, found), rules, found, out policy, out faults);
    }

    /// <summary>A policy from .NET configuration (see <see cref="TenantSettingsReader.TryReadConfiguration"/>), or every fault in its form and in what it says.</summary>
    /// <inheritdoc cref="TryCreate(string, TenantSettings, FetchRules, out TenantPolicy?, out IReadOnlyList{string})"/>
    public static bool TryCreate(
        string name,
        IEnumerable<KeyValuePair<string, string?>> flattened,
        FetchRules rules,
        [NotNullWhen(true)] out TenantPolicy? policy,
        out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(flattened);
        ArgumentNullException.ThrowIfNull(rules);
        Faults found = new(TenantName.Show(name));
        return TryCreate(name, TenantSettingsReader.Read(flattened, found), rules, found, out policy, out faults);
    }

    /// <summary>The policy as it was understood: every member with the value that is in force, issuers in full; <see cref="TryCreate(string, TenantSettings, FetchRules, out TenantPolicy?, out IReadOnlyList{string})"/> makes an equal policy of it.</summary>
    public TenantSettings ToSettings() => new()
    {
        Issuers = [.. OrderedIssuers.Select(issuer => new IssuerSettings(issuer.Issuer, issuer.IsInternal))],
        Audiences = OrderedAudiences,
        Algorithms = [.. Algorithms.Select(algorithm => algorithm.ToString())],
        Profile = RequiresRfc9068 ? PolicyRules.Rfc9068 : PolicyRules.AnyProfile,
        ClockSkewSeconds = ClockSkew,
        DPoP = new DPoPSettings
        {
            Mode = PolicyRules.NameOf(DPoP.Mode),
            Nonce = DPoP.NonceRequired ? PolicyRules.Required : PolicyRules.Off,
            Algorithms = [.. DPoP.Algorithms.Select(algorithm => algorithm.ToString())],
            ProofLifetimeSeconds = DPoP.ProofLifetime,
            ClockSkewSeconds = DPoP.ClockSkew,
        },
        Keys = new KeySettings { RefreshSeconds = KeyRefresh, MaxStaleSeconds = KeyMaxStale },
        Replay = new ReplaySettings { Budget = ReplayBudget },
        Resource = Resource is null ? null : new ResourceSettings { Identifier = Resource.Identifier, Scopes = Resource.Scopes },
        AcceptBoundTokensAsBearer = AcceptsBoundTokensAsBearer,
        PublicOrigin = PublicOrigin,
        Realm = Realm,
        Answers = AnswersLikeAuth0 ? PolicyRules.Auth0 : PolicyRules.Standard,
    };

    /// <summary>What the index needs to know of this tenant.</summary>
    public TenantListing ToListing() => new(Name, PublicOrigin, [.. OrderedIssuers.Select(issuer => issuer.Issuer)], Resource?.MetadataUrl);

    private static bool TryCreate(string name, TenantSettings? settings, FetchRules fetch, Faults found, [NotNullWhen(true)] out TenantPolicy? policy, out IReadOnlyList<string> faults)
    {
        if (!TenantName.IsValid(name))
        {
            found.Add("the name", $"is {Faults.Quote(name ?? "")}; it must be 1 to {TenantName.MaxLength} of a-z, 0-9 and '-'.");
        }

        TenantPolicy? result = settings is null ? null : Create(name!, settings, fetch, found);
        policy = found.IsEmpty ? result : null;
        faults = found.ToList();
        return policy is not null;
    }

    private static TenantPolicy Create(string name, TenantSettings settings, FetchRules fetch, Faults found)
    {
        PolicyRules rules = new(found, fetch);
        IReadOnlyList<IssuerPolicy> issuers = rules.Issuers(settings.Issuers);
        IReadOnlyList<string> audiences = rules.Audiences(settings.Audiences);
        int refresh = rules.Within("keys.refreshSeconds", settings.Keys?.RefreshSeconds, 60, 86_400, 600);
        return new TenantPolicy
        {
            Name = name,
            Issuers = issuers.DistinctBy(issuer => issuer.Issuer).ToFrozenDictionary(issuer => issuer.Issuer, StringComparer.Ordinal),
            OrderedIssuers = issuers,
            Audiences = audiences.ToFrozenSet(StringComparer.Ordinal),
            OrderedAudiences = audiences,
            Algorithms = rules.Algorithms("algorithms", settings.Algorithms, PolicyRules.DefaultTokenAlgorithms),
            RequiresRfc9068 = rules.OneOf("profile", settings.Profile, PolicyRules.AnyProfile, PolicyRules.Rfc9068) == PolicyRules.Rfc9068,
            ClockSkew = rules.Within("clockSkewSeconds", settings.ClockSkewSeconds, 0, 300, 10),
            DPoP = rules.DPoP(settings.DPoP ?? new DPoPSettings()),
            KeyRefresh = refresh,
            KeyMaxStale = rules.MaxStale(settings.Keys?.MaxStaleSeconds, refresh),
            ReplayBudget = rules.Within("replay.budget", settings.Replay?.Budget, 16, 100_000_000, 1_000_000),
            AcceptsBoundTokensAsBearer = settings.AcceptBoundTokensAsBearer ?? false,
            PublicOrigin = rules.Origin(settings.PublicOrigin),
            Realm = rules.Realm(settings.Realm),
            AnswersLikeAuth0 = rules.OneOf("answers", settings.Answers, PolicyRules.Standard, PolicyRules.Auth0) == PolicyRules.Auth0,
            Resource = rules.Resource(settings.Resource),
        };
    }
}
