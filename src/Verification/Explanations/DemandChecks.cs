using Verifier.AccessTokens;

namespace Verifier.Explanations;

/// <summary>What the endpoint demands of a token that is otherwise good.</summary>
internal static class DemandChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("demanded_audience", [Reason.TokenAudienceMismatch], reading => new($"one of {Shown.List(reading.Demand.Audiences)}", TokenChecks.Audiences(reading)))
        {
            Applies = reading => reading.Demand.Audiences.Count > 0,
        },
        new("demanded_claims", [Reason.RequiredClaimMissing], Claims) { Applies = reading => reading.Demand.RequiredClaims.Count > 0 },
        new("demanded_scopes", [Reason.ScopeMissing], Scopes) { Applies = reading => reading.Demand.Scopes.Count + reading.Demand.AnyScopes.Count > 0 },
        new("demanded_acr", [Reason.AcrInsufficient], reading => new($"acr one of {Shown.List(reading.Demand.AcrValues)}", Shown.Text(reading.Token.Claim("acr"u8))))
        {
            Applies = reading => reading.Demand.AcrValues.Count > 0,
        },
        new("demanded_auth_age", [Reason.AuthTooOld], AuthenticationAge) { Applies = reading => reading.Demand.MaxAgeSeconds is not null },
    ];

    private static Detail Claims(Reading reading)
    {
        IEnumerable<string> missing = reading.Demand.RequiredClaims.Where(name => reading.Token.Claim(System.Text.Encoding.UTF8.GetBytes(name)).Kind
            is System.Text.Json.JsonValueKind.Undefined or System.Text.Json.JsonValueKind.Null);
        return new($"all of {Shown.List(reading.Demand.RequiredClaims)}, none of them null", $"missing: {Shown.List(missing)}");
    }

    private static Detail Scopes(Reading reading)
    {
        IEnumerable<string> groups = reading.Demand.AnyScopes.Select(group => $"one of {Shown.List(group)}");
        IEnumerable<string> all = reading.Demand.Scopes.Count > 0 ? groups.Prepend($"all of {Shown.List(reading.Demand.Scopes)}") : groups;
        bool read = StringList.TryReadScopes(reading.Token.Claim("scope"u8), reading.Token.Claim("scp"u8), out IReadOnlyList<string> granted);
        return new(string.Join("; ", all), read ? Shown.List(granted) : Shown.None);
    }

    private static Detail AuthenticationAge(Reading reading) => new(
        Shown.Of($"auth_time at most {reading.Demand.MaxAgeSeconds} s ago, give or take {reading.Policy.ClockSkew} s"),
        Shown.Time(reading.Token.Claim("auth_time"u8), reading.At));
}
