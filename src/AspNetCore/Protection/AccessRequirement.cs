namespace Verifier.AspNetCore.Protection;

/// <summary>Says what an endpoint demands of an access token beyond its being valid. Everything that is said must hold.</summary>
public sealed class AccessRequirement
{
    private AccessDemand _demand = AccessDemand.None;

    /// <summary>Every one of these scopes must be granted.</summary>
    /// <exception cref="ArgumentException">There is none, or one is not of RFC 6749's alphabet.</exception>
    public AccessRequirement Scopes(params string[] scopes) => With(Create(scopes: Some(scopes)));

    /// <summary>At least one of these scopes must be granted. Put the least first: a challenge names that one.</summary>
    /// <exception cref="ArgumentException">There is none, or one is not of RFC 6749's alphabet.</exception>
    public AccessRequirement AnyScope(params string[] scopes)
        => AccessDemand.TryCreateAny(scopes, out AccessDemand demand, out IReadOnlyList<string> faults) ? With(demand) : throw Faulty(faults);

    /// <summary>One of these must be in <c>aud</c>, so that a token for another API of the tenant does not pass.</summary>
    /// <exception cref="ArgumentException">There is none, one is blank, or an earlier audience of this endpoint excludes them all.</exception>
    public AccessRequirement Audience(params string[] audiences) => With(Create(audiences: Some(audiences)));

    /// <summary>Every one of these claims must be present and not null.</summary>
    /// <exception cref="ArgumentException">There is none, or a name is blank.</exception>
    public AccessRequirement Claim(params string[] names) => With(Create(claims: Some(names)));

    /// <summary>Step-up (RFC 9470): the token's <c>acr</c> must be one of these.</summary>
    /// <exception cref="ArgumentException">There is none, a value cannot stand in a challenge, or an earlier demand of this endpoint excludes them all.</exception>
    public AccessRequirement Acr(params string[] values) => With(Create(acrValues: Some(values)));

    /// <summary>Step-up (RFC 9470): the user must have authenticated no longer ago than this; whole seconds count.</summary>
    /// <exception cref="ArgumentException">It is negative.</exception>
    public AccessRequirement MaxAge(TimeSpan age) => With(Create(maxAge: (long)Math.Floor(age.TotalSeconds)));

    internal AccessDemand ToDemand() => _demand;

    private static AccessDemand Create(string[]? scopes = null, string[]? audiences = null, string[]? claims = null, string[]? acrValues = null, long? maxAge = null)
        => AccessDemand.TryCreate(scopes, audiences, claims, acrValues, maxAge, out AccessDemand demand, out IReadOnlyList<string> faults) ? demand : throw Faulty(faults);

    // A list that is read from settings and is not there must not demand nothing.
    private static string[] Some(string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length > 0 ? values : throw Faulty(["The list is empty; it would demand nothing."]);
    }

    private static ArgumentException Faulty(IReadOnlyList<string> faults) => new(string.Join(' ', faults));

    private AccessRequirement With(AccessDemand demand)
    {
        _demand = AccessDemand.TryCombine(_demand, demand, out AccessDemand both, out string fault) ? both : throw Faulty([fault]);
        return this;
    }
}
