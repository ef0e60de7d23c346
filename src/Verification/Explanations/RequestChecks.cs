using Verifier.DPoP;
using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.Explanations;

/// <summary>What is looked at before the token: the headers, and whose request it is.</summary>
internal static class RequestChecks
{
    private const int LongestSchemeShown = 16;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("authorization", [Reason.CredentialsMissing, Reason.AuthorizationMultiple, Reason.AuthorizationMalformed, Reason.AuthorizationSchemeUnknown], Authorization),
        new("token_size", [Reason.TokenTooLarge], reading => new(Shown.Of($"at most {Credentials.MaxTokenLength} characters"), Shown.Of($"{reading.TokenText.Length} characters"))),

        // Where the token chooses the tenant, it is taken apart here for the first time.
        new("tenant", [Reason.IssuerUnknown, Reason.TenantAmbiguous, Reason.IssuerMissing, Reason.TokenMalformed, Reason.TokenClaimInvalid, Reason.KeysUnavailable], Tenant)
        {
            Refuses = (reading, _) => reading.Witness.Tenant is null,
        },
        new("scheme", [Reason.SchemeNotAccepted], Scheme),
        new("proof_header", [Reason.ProofWithBearer, Reason.ProofMissing, Reason.ProofMultiple, Reason.ProofTooLarge], ProofHeader),
        new("protected_request", [Reason.ProofRequestMissing], ProtectedRequest) { Applies = reading => reading.IsDPoP },
    ];

    private static Detail Authorization(Reading reading)
    {
        HeaderField header = reading.Request.Authorization;
        string received = reading.Authorization switch
        {
            Reason.None => Shown.Of($"{reading.Scheme} and a token"),
            Reason.CredentialsMissing => Shown.None,
            Reason.AuthorizationMultiple => Shown.Of($"{header.Count} headers"),
            Reason.AuthorizationSchemeUnknown => UnknownScheme(header.Value!),
            _ => Shown.Of($"a header of {header.Value!.Length} characters in another form"),
        };
        return new("one header: Bearer or DPoP, a space, and the token", received);
    }

    // A token without a scheme looks like one, so only what can be a name is shown.
    private static string UnknownScheme(string header)
    {
        string scheme = header.Split(' ', 2)[0];
        return scheme.Length <= LongestSchemeShown && scheme.All(char.IsAsciiLetter) ? Shown.Text(scheme) : Shown.Of($"a scheme of {scheme.Length} characters, perhaps a token without one");
    }

    private static Detail Tenant(Reading reading)
    {
        AccessRequest request = reading.Request;
        string expected = request.Tenant is not null ? "the tenant that the request names"
            : "one tenant: its publicOrigin is the request's origin, or, where that is nobody's and a token may choose, it alone lists the token's issuer";
        if (reading.Witness.Tenant is { } found)
        {
            return new(expected, found.Policy.Name);
        }

        if (request.Tenant is { } named)
        {
            return new(expected, $"{Shown.Text(named)}{(reading.Witness.Index.Contains(named) ? ", which cannot be asked at present" : "")}");
        }

        TenantIndex index = reading.Witness.Index;
        JsonValue claim = reading.Token.Claim("iss"u8);
        string issuer = claim.Exists ? Shown.Text(claim) : $"(none, in {reading.Token.Form})";
        IReadOnlyList<string> ofOrigin = ProtectedUrl.TryReadOriginOf(request.Url, out string? origin) ? index.ByOrigin(origin) : [];
        IReadOnlyList<string> candidates = ofOrigin.Count > 0 ? ofOrigin : claim.TryGetString(out string? text) ? index.ByIssuer(text) : [];
        return new(expected, $"origin {Shown.Text(origin)}, issuer {issuer}; tenants that it fits: {Shown.List(candidates)}");
    }

    private static Detail Scheme(Reading reading) => new(
        reading.Policy.DPoP.Mode switch
        {
            DPoPMode.Disabled => "Bearer",
            DPoPMode.Required => "DPoP",
            _ => "Bearer or DPoP",
        },
        reading.Scheme.ToString());

    private static Detail ProofHeader(Reading reading)
    {
        HeaderField header = reading.Request.DPoP;
        string received = header.Count == 0 ? Shown.None
            : header.Value is not { } proof ? Shown.Of($"{header.Count} headers")
            : proof.Contains(',') ? "one header with a comma in it, as if several had been joined"
            : Shown.Of($"one header of {proof.Length} characters");
        return new(reading.IsDPoP ? Shown.Of($"one DPoP header of at most {Credentials.MaxProofLength} characters") : "no DPoP header beside Bearer", received);
    }

    private static Detail ProtectedRequest(Reading reading) => new(
        "method and url of the protected request",
        $"method {Shown.Text(reading.Request.Method)}, url {(reading.Request.Url is null ? Shown.None : "given")}");
}
