using Verifier.Tenants;

namespace Verifier;

/// <summary>What an endpoint demands of an access token beyond its being valid; made once per endpoint, immutable.</summary>
public sealed class AccessDemand
{
    private const int MaxMembers = 64;
    private const int MaxLength = 256;
    private const int MaxAudience = 512;

    private AccessDemand()
    {
    }

    /// <summary>Demands nothing more than a valid token.</summary>
    public static AccessDemand None { get; } = new();

    /// <summary>Every one of these must be granted.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>Of each of these groups at least one must be granted.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AnyScopes { get; private init; } = [];

    /// <summary>One of these must be in <c>aud</c>, besides the tenant's own rule; empty: the tenant's rule alone.</summary>
    public IReadOnlyList<string> Audiences { get; private init; } = [];

    /// <summary>Every one of these claims must be present and not null.</summary>
    public IReadOnlyList<string> RequiredClaims { get; private init; } = [];

    /// <summary>The token's <c>acr</c> must be one of these (RFC 9470); empty: any.</summary>
    public IReadOnlyList<string> AcrValues { get; private init; } = [];

    /// <summary>How many seconds ago the user may have authenticated at most (RFC 9470), 0 or more; null: any.</summary>
    public long? MaxAgeSeconds { get; private init; }

    /// <summary>
    /// A demand, or every fault in it. Scopes and acr values go into challenges, so they keep to RFC 6750's alphabet (%x21 / %x23-5B / %x5D-7E); nothing is blank;
    /// at most 64 members each, of at most 256 characters, audiences of at most 512. A list that is null or empty demands nothing.
    /// </summary>
    /// <param name="scopes">See <see cref="Scopes"/>.</param>
    /// <param name="audiences">See <see cref="Audiences"/>.</param>
    /// <param name="requiredClaims">See <see cref="RequiredClaims"/>.</param>
    /// <param name="acrValues">See <see cref="AcrValues"/>.</param>
    /// <param name="maxAgeSeconds">See <see cref="MaxAgeSeconds"/>.</param>
    /// <param name="demand">The demand; null when there is a fault, so that nobody takes it for one that demands nothing.</param>
    /// <param name="faults">Every fault, a sentence each.</param>
    public static bool TryCreate(
        IReadOnlyList<string>? scopes,
        IReadOnlyList<string>? audiences,
        IReadOnlyList<string>? requiredClaims,
        IReadOnlyList<string>? acrValues,
        long? maxAgeSeconds,
        out AccessDemand demand,
        out IReadOnlyList<string> faults)
    {
        Faults found = new(null);
        CheckTokens("scopes", scopes, found);
        CheckTexts("audiences", audiences, MaxAudience, found);
        CheckTexts("requiredClaims", requiredClaims, MaxLength, found);
        CheckTokens("acrValues", acrValues, found);
        if (maxAgeSeconds < 0)
        {
            found.Add("maxAgeSeconds", $"is {maxAgeSeconds}; it must be 0 or more.");
        }

        faults = found.ToList();
        demand = found.IsEmpty
            ? new AccessDemand { Scopes = Copy(scopes), Audiences = Copy(audiences), RequiredClaims = Copy(requiredClaims), AcrValues = Copy(acrValues), MaxAgeSeconds = maxAgeSeconds }
            : null!;
        return found.IsEmpty;
    }

    /// <summary>A demand for at least one of these scopes, or every fault in it; see <see cref="TryCreate"/>. Put the least first: a challenge names that one (RFC 6750 section 3).</summary>
    /// <param name="scopes">The scopes; at least one.</param>
    /// <param name="demand">The demand; null when there is a fault.</param>
    /// <param name="faults">Every fault, a sentence each.</param>
    public static bool TryCreateAny(IReadOnlyList<string> scopes, out AccessDemand demand, out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        Faults found = new(null);
        CheckTokens("scopes", scopes, found);
        if (scopes.Count == 0)
        {
            found.Add("scopes", "is empty; any of no scopes is never granted.");
        }

        faults = found.ToList();
        demand = found.IsEmpty ? new AccessDemand { AnyScopes = [Copy(scopes)] } : null!;
        return found.IsEmpty;
    }

    /// <summary>Both demands at once; false where no token can meet both: their audiences or acr values have nothing in common.</summary>
    /// <param name="one">A demand.</param>
    /// <param name="other">Another.</param>
    /// <param name="both">The two together; null when there is a fault.</param>
    /// <param name="fault">What the two do not have in common, a sentence.</param>
    public static bool TryCombine(AccessDemand one, AccessDemand other, out AccessDemand both, out string fault)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        both = null!;
        bool good = TryMeet("audiences", one.Audiences, other.Audiences, out IReadOnlyList<string> audiences, out fault);
        if (!good || !TryMeet("acrValues", one.AcrValues, other.AcrValues, out IReadOnlyList<string> acrValues, out fault))
        {
            return false;
        }

        both = new AccessDemand
        {
            Scopes = [.. one.Scopes.Union(other.Scopes, StringComparer.Ordinal)],
            AnyScopes = [.. one.AnyScopes, .. other.AnyScopes],
            Audiences = audiences,
            RequiredClaims = [.. one.RequiredClaims.Union(other.RequiredClaims, StringComparer.Ordinal)],
            AcrValues = acrValues,
            MaxAgeSeconds = one.MaxAgeSeconds is { } age ? Math.Min(age, other.MaxAgeSeconds ?? age) : other.MaxAgeSeconds,
        };
        return true;
    }

    // An empty list allows anything.
    private static bool TryMeet(string place, IReadOnlyList<string> one, IReadOnlyList<string> other, out IReadOnlyList<string> common, out string fault)
    {
        common = one.Count == 0 ? other : other.Count == 0 ? one : [.. one.Intersect(other, StringComparer.Ordinal)];
        bool good = common.Count > 0 || (one.Count == 0 && other.Count == 0);
        fault = good ? "" : $"{place}: one of ({string.Join(", ", one)}) and one of ({string.Join(", ", other)}) are demanded, and none is in both.";
        return good;
    }

    private static void CheckTokens(string place, IReadOnlyList<string>? members, Faults faults) => Check(
        place, members, text => text.Length <= MaxLength && PolicyRules.IsScopeToken(text), $"1 to {MaxLength} visible ASCII characters, without '\"' and '\\'", faults);

    private static void CheckTexts(string place, IReadOnlyList<string>? members, int most, Faults faults) => Check(
        place, members, text => text.Length <= most && !string.IsNullOrWhiteSpace(text), $"1 to {most} characters, not blank", faults);

    private static void Check(string place, IReadOnlyList<string>? members, Func<string, bool> isGood, string good, Faults faults)
    {
        if (members?.Count > MaxMembers)
        {
            faults.Add(place, $"has {members.Count} members; it must have at most {MaxMembers}.");
        }

        for (int i = 0; i < Math.Min(members?.Count ?? 0, MaxMembers); i++)
        {
            if (members![i] is null || !isGood(members[i]))
            {
                faults.Add($"{place}[{i}]", $"is {Faults.Quote(members[i] ?? "")}; it must be {good}.");
            }
        }
    }

    private static IReadOnlyList<string> Copy(IReadOnlyList<string>? members) => members is null ? [] : [.. members.Distinct(StringComparer.Ordinal)];
}
