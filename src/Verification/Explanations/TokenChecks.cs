using Verifier.AccessTokens;
using Verifier.Jose;

namespace Verifier.Explanations;

/// <summary>What is asked of the access token itself, up to its binding.</summary>
internal static class TokenChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("token_form", [Reason.TokenMalformed, Reason.TokenClaimInvalid], Form) { Refuses = BeforeKeys },
        new("token_algorithm", [Reason.TokenAlgNotAllowed], reading => new(Shown.List(reading.Policy.Algorithms.Select(JwsAlgorithms.Name)), Header(reading, "alg"u8))),
        new("token_extensions", [Reason.TokenCritUnsupported], reading => new("no crit", Header(reading, "crit"u8))),
        new("token_type", [Reason.TokenTypNotAllowed], Type) { Refuses = BeforeKeys },
        new("issuer", [Reason.IssuerMissing, Reason.IssuerUnknown], reading => new($"exactly one of {Shown.List(reading.Policy.ToListing().Issuers)}", Claim(reading, "iss"u8))),
        new("issuer_keys", [Reason.KeysUnavailable], Keys),
        new("signing_key", [Reason.KeyUnknown, Reason.KeyAmbiguous, Reason.KeyUnusable], SigningKey),
        new("token_signature", [Reason.SignatureInvalid], Signature),
        new("token_kind", [Reason.TokenTypNotAllowed], Kind),
        new("token_claims", [Reason.TokenClaimMissing, Reason.TokenClaimInvalid], reading => TokenClaimFaults.Describe(reading)),
        new("token_start", [Reason.TokenNotYetValid], Start),
        new("audience", [Reason.TokenAudienceMismatch], reading => new($"one of {Shown.List(reading.Policy.Audiences.Order(StringComparer.Ordinal))}", Audiences(reading)))
        {
            Refuses = (reading, _) => !IsForTenant(reading),
        },
        new("token_expiry", [Reason.TokenExpired], Expiry),
        new("revocation", [Reason.TokenRevoked], Revocation),
        new("binding", [Reason.TokenNotBound, Reason.TokenBoundAsBearer], Binding),
        new("client_certificate", [Reason.CertificateMissing, Reason.CertificateMismatch], Certificate),
    ];

    public static string Audiences(Reading reading)
        => StringList.TryReadOne(reading.Token.Claim("aud"u8), out IReadOnlyList<string> audiences) ? Shown.List(audiences) : Claim(reading, "aud"u8);

    private static bool BeforeKeys(Reading reading, Reason reason) => !reading.Witness.WereKeysAsked;

    private static string Header(Reading reading, ReadOnlySpan<byte> name) => Shown.Text(reading.Token.Header(name));

    private static string Claim(Reading reading, ReadOnlySpan<byte> name) => Shown.Text(reading.Token.Claim(name));

    private static Detail Form(Reading reading)
    {
        JsonValue issuer = reading.Token.Claim("iss"u8);
        return new(
            "three base64url parts; header and payload strict JSON objects; alg, typ, kid and iss, where they are there, strings",
            $"{reading.Token.Form}; alg {Header(reading, "alg"u8)}, typ {Header(reading, "typ"u8)}, kid {Header(reading, "kid"u8)}, iss {Shown.Text(issuer)}");
    }

    private static Detail Type(Reading reading)
        => new(reading.Policy.RequiresRfc9068 ? "at+jwt or application/at+jwt" : "no typ, JWT, at+jwt or application/at+jwt", Header(reading, "typ"u8));

    private static Detail Keys(Reading reading) => new(
        Shown.Of($"keys of the issuer, fetched less than {reading.Policy.KeyMaxStale} s before the time judged at"),
        reading.Witness.Keys is { } keys ? Shown.Of($"{keys.Keys.Count} keys, fetched at {Shown.Time(keys.FetchedAt, reading.At)}") : Shown.None);

    private static Detail SigningKey(Reading reading)
    {
        string algorithm = Header(reading, "alg"u8);
        JsonValue kid = reading.Token.Header("kid"u8);
        IReadOnlyList<SignatureKey> keys = reading.Witness.Keys?.Keys ?? [];
        string held = keys.Count == 0 ? Shown.None : string.Join(", ", keys.Take(16).Select(key => $"{Shown.Text(key.Jwk.Kid)} ({key.Jwk.KeyType}{(key.Fits(Algorithm(reading)) ? "" : ", does not fit")})"));
        return new(
            kid.Exists ? $"one key for {algorithm} with kid {Shown.Text(kid)}" : $"one key for {algorithm}, for the token has no kid",
            Shown.Of($"{keys.Count} keys held: {held}"));
    }

    private static Detail Signature(Reading reading)
    {
        _ = reading.Token.Header("kid"u8).TryGetString(out string? kid);
        SignatureKey? key = null;
        _ = reading.Witness.Keys?.Find(kid, Algorithm(reading), out key);
        return new($"{Header(reading, "alg"u8)} over header and payload, by the key with kid {Shown.Text(key?.Jwk.Kid)} and thumbprint {Shown.Text(key?.Jwk.Thumbprint)}", null);
    }

    private static JwsAlgorithm Algorithm(Reading reading) => JwsAlgorithms.TryParse(reading.Token.Header("alg"u8), out JwsAlgorithm algorithm) ? algorithm : default;

    private static Detail Kind(Reading reading)
    {
        string[] marks = [.. ((string[])["at_hash", "c_hash", "s_hash", "events"]).Where(mark => reading.Token.Claim(System.Text.Encoding.ASCII.GetBytes(mark)).Exists)];
        return new(
            "no at_hash, c_hash, s_hash or events; token_use, if any, access; claim typ not ID, Refresh or Logout",
            $"of those {Shown.List(marks)}; token_use {Claim(reading, "token_use"u8)}; claim typ {Claim(reading, "typ"u8)}");
    }

    private static Detail Start(Reading reading) => new(
        Shown.Of($"iat and nbf at most {reading.Policy.ClockSkew} s ahead of {reading.At}"),
        $"iat {Shown.Time(reading.Token.Claim("iat"u8), reading.At)}, nbf {Shown.Time(reading.Token.Claim("nbf"u8), reading.At)}");

    private static bool IsForTenant(Reading reading)
        => StringList.TryReadOne(reading.Token.Claim("aud"u8), out IReadOnlyList<string> audiences) && reading.Policy.Audiences.Overlaps(audiences);

    private static Detail Expiry(Reading reading) => new(
        Shown.Of($"exp less than {reading.Policy.ClockSkew} s before {reading.At}, or after it"),
        $"exp {Shown.Time(reading.Token.Claim("exp"u8), reading.At)}");

    private static Detail Revocation(Reading reading) => new(
        "no revocation of its jti, sub, sid or client that is in force",
        Shown.Of($"{reading.Witness.Tenant!.Revocations.Live(reading.At).Count} revocations of the tenant in force; iat {Shown.Time(reading.Token.Claim("iat"u8), reading.At)}"));

    private static Detail Binding(Reading reading)
    {
        bool read = Confirmation.TryRead(reading.Token.Claim("cnf"u8), out Confirmation confirmation);
        string expected = reading.IsDPoP ? "cnf.jkt, for the scheme is DPoP"
            : reading.Policy.AcceptsBoundTokensAsBearer ? "anything: the tenant takes bound tokens as Bearer"
            : "no cnf.jkt, for the scheme is Bearer";
        return new(expected, $"cnf.jkt {(read ? Shown.Text(confirmation.Thumbprint) : Shown.None)}");
    }

    private static Detail Certificate(Reading reading)
    {
        bool read = Confirmation.TryRead(reading.Token.Claim("cnf"u8), out Confirmation confirmation);
        ReadOnlySpan<byte> certificate = reading.Request.ClientCertificate.Span;
        return new(
            read && confirmation.CertificateThumbprint is { } thumbprint ? $"the client certificate with SHA-256 {Shown.Text(thumbprint)}" : "no certificate: the token is bound to none",
            certificate.IsEmpty ? Shown.None : StrictBase64Url.Encode(System.Security.Cryptography.SHA256.HashData(certificate)));
    }
}
