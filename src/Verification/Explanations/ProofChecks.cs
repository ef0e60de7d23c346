using Verifier.AccessTokens;
using Verifier.DPoP;
using Verifier.Jose;
using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.Explanations;

/// <summary>What is asked of a DPoP proof (RFC 9449 section 4.3), save that it is new.</summary>
internal static class ProofChecks
{
    // As ProofVerifier has it.
    private const int MaxRsaBits = 4096;

    public static IReadOnlyList<Check> All { get; } =
    [
        .. ((Check[])
        [
            new("proof_form", [Reason.ProofMalformed], Form),
            new("proof_type", [Reason.ProofTyp], reading => new("dpop+jwt", Shown.Text(reading.Proof.Header("typ"u8)))),
            new("proof_algorithm", [Reason.ProofAlg], reading => new("an asymmetric algorithm that is known", Algorithm(reading))) { Refuses = (reading, _) => !IsKnown(reading) },
            new("proof_key", [Reason.ProofJwkInvalid, Reason.ProofJwkPrivate], Key) { Refuses = (reading, _) => reading.ProofKey is null },
            new("proof_algorithm_allowed", [Reason.ProofAlg], reading => new(Shown.List(reading.Policy.DPoP.Algorithms.Select(JwsAlgorithms.Name)), Algorithm(reading))),
            new("proof_key_size", [Reason.ProofJwkInvalid], KeySize) { Refuses = (reading, _) => reading.ProofKey?.ModulusBits > MaxRsaBits },
            new("proof_claims", [Reason.ProofClaimMissing, Reason.ProofClaimInvalid], Claims),
            new("proof_method", [Reason.ProofHtmMismatch], reading => new(Shown.Text(reading.Request.Method), Shown.Text(reading.Proof.Claim("htm"u8)))),
            new("proof_url", [Reason.ProofHtuMismatch], Url),
            new("proof_validity", [Reason.ProofIatTooOld, Reason.ProofIatFuture], Validity) { Refuses = IsOutOfValidity },
            new("proof_nonce", [Reason.NonceMissing, Reason.NonceInvalid], Nonce),
            new("proof_time", [Reason.ProofIatTooOld, Reason.ProofIatFuture], Time),
            new("proof_token_hash", [Reason.ProofAthMismatch], TokenHash),
            new("proof_binding", [Reason.TokenBindingMismatch], Binding),
            new("proof_key_fit", [Reason.ProofJwkInvalid], reading => new($"a key that may check {Algorithm(reading)}", Describe(reading.ProofKey))),
            new("proof_signature", [Reason.ProofSignatureInvalid], reading => new($"{Algorithm(reading)} over header and payload, by the key in jwk", null)),
        ]).Select(check => check with { Applies = reading => reading.IsDPoP }),
    ];

    private static string Algorithm(Reading reading) => Shown.Text(reading.Proof.Header("alg"u8));

    private static bool IsKnown(Reading reading) => JwsAlgorithms.TryParse(reading.Proof.Header("alg"u8), out _);

    private static double? Date(JsonValue value) => NumericDate.TryRead(value, out double? date) ? date : null;

    private static Detail Form(Reading reading)
    {
        JsonValue critical = reading.Proof.Header("crit"u8);
        return new("three base64url parts; header and payload strict JSON objects; no crit", $"{reading.Proof.Form}; crit {Shown.Text(critical)}");
    }

    private static Detail Key(Reading reading) => new(
        "jwk: a public RSA or EC key, of 2048 bits or P-256 at least",
        reading.ProofKey is { } key ? $"{Describe(key)}, thumbprint {key.Thumbprint}" : reading.ProofKeyFault switch
        {
            JwkFault.Private => "a jwk with private or symmetric key material",
            JwkFault.Unsupported => "a jwk of another type or curve",
            JwkFault.OutOfRange => "a jwk whose numbers are out of range",
            _ => "no jwk, or one that is not well-formed",
        });

    private static string Describe(PublicJwk? key) => key is null ? Shown.None
        : Shown.Of($"{(key.Curve is { } curve ? $"EC {curve}" : $"RSA of {key.ModulusBits} bits")}, alg {Shown.Text(key.Algorithm)}, use {Shown.Text(key.Use)}");

    private static Detail KeySize(Reading reading) => new(Shown.Of($"EC, or RSA of at most {MaxRsaBits} bits"), Describe(reading.ProofKey));

    private static Detail Claims(Reading reading)
    {
        string[] missing = [.. ((string[])["jti", "htm", "htu", "iat", "ath"]).Where(name => !Claim(reading, name).Exists)];
        string[] invalid =
        [
            .. ((string[])["htm", "htu", "ath", "nonce"]).Where(name => Claim(reading, name) is { Exists: true, IsString: false }),
            .. ((string[])["iat", "exp", "nbf"]).Where(name => !NumericDate.TryRead(Claim(reading, name), out double? _)),
            .. ((string[])["jti"]).Where(name => !(Claim(reading, name).TryGetString(out string? id) && !string.IsNullOrWhiteSpace(id) && id.Length <= 512)),
        ];
        return new("jti, htm, htu, iat and ath; times are numbers, all else strings, jti one of 1 to 512 characters, not blank", TokenClaimFaults.Received(missing, invalid));
    }

    private static JsonValue Claim(Reading reading, string name) => reading.Proof.Claim(System.Text.Encoding.ASCII.GetBytes(name));

    private static Detail Url(Reading reading)
    {
        bool isText = reading.Proof.Claim("htu"u8).TryGetString(out string? htu);
        string? url = reading.Request.Url;
        string? seen = reading.Request.PrefersPublicOrigin && reading.Policy.PublicOrigin is { } origin && url is not null ? ProtectedUrl.Rebase(url, origin) : url;
        return new(seen?.Contains('#') == true ? "nothing: the request's url has a fragment, which no request has" : Normalized(seen), isText ? Normalized(htu) : Shown.None);
    }

    private static string Normalized(string? url) => ProtectedUrl.TryRead(url, out ProtectedUrl? read) ? Shown.Text(read.Normalized) : "no absolute http or https URL that can be compared";

    private static bool IsOutOfValidity(Reading reading, Reason reason)
    {
        int skew = reading.Policy.DPoP.ClockSkew;
        return reason == Reason.ProofIatTooOld ? reading.At >= Date(reading.Proof.Claim("exp"u8)) + skew : Date(reading.Proof.Claim("nbf"u8)) > reading.At + skew;
    }

    private static Detail Validity(Reading reading) => new(
        Shown.Of($"exp and nbf, where they are there, met at {reading.At}, give or take {reading.Policy.DPoP.ClockSkew} s"),
        $"exp {Shown.Time(reading.Proof.Claim("exp"u8), reading.At)}, nbf {Shown.Time(reading.Proof.Claim("nbf"u8), reading.At)}");

    private static Detail Nonce(Reading reading)
    {
        DPoPPolicy policy = reading.Policy.DPoP;
        string age = Shown.Of($"one of this tenant's, at most {Math.Min(policy.ProofLifetime, NonceRing.MaxAge)} s old");
        bool isText = reading.Proof.Claim("nonce"u8).TryGetString(out string? nonce);
        string received = !isText ? Shown.None
            : reading.Witness.Tenant!.Nonces.TryRead(reading.Policy.Name, nonce, out NonceClaims claims) ? $"one of this tenant's, minted at {Shown.Time(claims.MintedAt, reading.At)}"
            : "one that is not this tenant's, or is from secrets that are no longer held";
        return new(policy.NonceRequired ? $"a nonce: {age}" : $"no nonce, or {age}", received);
    }

    private static Detail Time(Reading reading)
    {
        DPoPPolicy policy = reading.Policy.DPoP;
        string expected = reading.Proof.Claim("nonce"u8).Exists
            ? Shown.Of($"iat within an hour of {reading.At}, for the nonce is the proof's time")
            : Shown.Of($"iat from {reading.At - policy.ProofLifetime} to {reading.At + policy.ClockSkew}");
        return new(expected, $"iat {Shown.Time(reading.Proof.Claim("iat"u8), reading.At)}");
    }

    private static Detail TokenHash(Reading reading)
    {
        byte[] token = System.Text.Encoding.ASCII.GetBytes(reading.TokenText.ToArray());
        return new($"ath {StrictBase64Url.Encode(System.Security.Cryptography.SHA256.HashData(token))}", $"ath {Shown.Text(reading.Proof.Claim("ath"u8))}");
    }

    private static Detail Binding(Reading reading)
    {
        bool read = Confirmation.TryRead(reading.Token.Claim("cnf"u8), out Confirmation confirmation);
        return new($"the key with thumbprint {(read ? Shown.Text(confirmation.Thumbprint) : Shown.None)}, which the token is bound to", $"the key with thumbprint {Shown.Text(reading.ProofKey?.Thumbprint)}");
    }
}
