using System.Buffers;
using System.Text;
using Verifier.Jose;
using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.DPoP;

/// <summary>A DPoP proof taken apart, strictly, and not believed (RFC 9449 section 4.2).</summary>
internal sealed class UnverifiedProof
{
    private const int MaxIdLength = 512;

    private readonly int _headerLength;
    private readonly byte[] _payload;

    private UnverifiedProof(in CompactJws jws, byte[] signature, byte[] payload, JwsAlgorithm algorithm, PublicJwk key)
    {
        _headerLength = jws.Header.Length;
        SigningInput = jws.SigningInput.ToArray();
        Signature = signature;
        _payload = payload;
        Algorithm = algorithm;
        Key = key;
    }

    public byte[] SigningInput { get; }

    /// <summary>The header as it came.</summary>
    public ReadOnlySpan<byte> Header => SigningInput.AsSpan(0, _headerLength);

    public byte[] Signature { get; }

    public JwsAlgorithm Algorithm { get; }

    public PublicJwk Key { get; }

    /// <summary>Takes a proof of bounded length apart; answers for its form, <c>typ</c>, <c>alg</c> and <c>jwk</c>.</summary>
    /// <param name="text">The proof.</param>
    /// <param name="proof">The proof, taken apart.</param>
    /// <param name="seen">A key whose header may be this proof's too, or null.</param>
    public static Reason TryRead(string text, out UnverifiedProof? proof, ProofKey? seen = null)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(text.Length);
        Span<byte> ascii = rented.AsSpan(0, text.Length);
        proof = null;
        Reason reason = Ascii.FromUtf16(text, ascii, out _) == OperationStatus.Done ? TryRead(ascii, seen, out proof) : Reason.ProofMalformed;
        ArrayPool<byte>.Shared.Return(rented);
        return reason;
    }

    private static Reason TryRead(ReadOnlySpan<byte> ascii, ProofKey? seen, out UnverifiedProof? proof)
    {
        proof = null;
        if (!CompactJws.TryRead(ascii, out CompactJws jws)
            || !StrictBase64Url.TryDecode(jws.Payload, out byte[] payload)
            || !StrictBase64Url.TryDecode(jws.Signature, out byte[] signature))
        {
            return Reason.ProofMalformed;
        }

        // Whether the payload is strict its reader finds out; here only what comes before a header's faults.
        if (seen is not null && jws.Header.SequenceEqual(seen.Header.Span))
        {
            proof = new UnverifiedProof(in jws, signature, payload, seen.Algorithm, seen.Stated);
            return Reason.None;
        }

        if (!StrictJson.IsStrictObject(payload) || !StrictBase64Url.TryDecode(jws.Header, out byte[] header))
        {
            return Reason.ProofMalformed;
        }

        Reason reason = TryReadHeader(header, out JwsAlgorithm algorithm, out PublicJwk? key);
        proof = key is null ? null : new UnverifiedProof(in jws, signature, payload, algorithm, key);
        return reason;
    }

    /// <summary>Reads the claims; a nonce is looked up in the tenant's ring.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="thumbprint">The thumbprint of <see cref="Key"/>.</param>
    /// <param name="claims">The claims.</param>
    public Reason TryReadClaims(TenantSnapshot tenant, string thumbprint, out ProofClaims? claims)
    {
        claims = null;
        JsonValue id = default, method = default, url = default, issuedAt = default, tokenHash = default, nonce = default, expiresAt = default, notBefore = default;
        JsonMembers members = new(_payload);
        while (members.MoveNext())
        {
            if (members.NameEquals("jti"u8))
            {
                id = members.Value;
            }
            else if (members.NameEquals("htm"u8))
            {
                method = members.Value;
            }
            else if (members.NameEquals("htu"u8))
            {
                url = members.Value;
            }
            else if (members.NameEquals("iat"u8))
            {
                issuedAt = members.Value;
            }
            else if (members.NameEquals("ath"u8))
            {
                tokenHash = members.Value;
            }
            else if (members.NameEquals("nonce"u8))
            {
                nonce = members.Value;
            }
            else if (members.NameEquals("exp"u8))
            {
                expiresAt = members.Value;
            }
            else if (members.NameEquals("nbf"u8))
            {
                notBefore = members.Value;
            }
        }

        if (!members.IsValid)
        {
            return Reason.ProofMalformed;
        }

        if (!(id.Exists && method.Exists && url.Exists && issuedAt.Exists && tokenHash.Exists))
        {
            return Reason.ProofClaimMissing;
        }

        if (!id.TryGetString(out string? jti) || string.IsNullOrWhiteSpace(jti) || jti.Length > MaxIdLength
            || !method.TryGetString(out string? htm)
            || !url.TryGetString(out string? htu)
            || !NumericDate.TryRead(issuedAt, out double? iat)
            || !tokenHash.TryGetString(out string? ath)
            || (nonce.Exists && !nonce.IsString)
            || !NumericDate.TryRead(expiresAt, out double? exp)
            || !NumericDate.TryRead(notBefore, out double? nbf))
        {
            return Reason.ProofClaimInvalid;
        }

        bool genuine = nonce.TryGetString(out string? text) & tenant.Nonces.TryRead(tenant.Policy.Name, text, out NonceClaims minted);
        claims = new ProofClaims
        {
            Thumbprint = thumbprint,
            Id = jti,
            Method = htm,
            Url = htu,
            TokenHash = Encoding.UTF8.GetBytes(ath),
            IssuedAt = iat!.Value,
            ExpiresAt = exp,
            NotBefore = nbf,
            HasNonce = nonce.Exists,
            Nonce = genuine ? minted : null,
        };
        return Reason.None;
    }

    private static Reason TryReadHeader(ReadOnlySpan<byte> json, out JwsAlgorithm algorithm, out PublicJwk? key)
    {
        algorithm = default;
        key = null;
        JsonValue type = default, name = default, jwk = default;
        bool isCritical = false;
        JsonMembers members = new(json);
        while (members.MoveNext())
        {
            if (members.NameEquals("typ"u8))
            {
                type = members.Value;
            }
            else if (members.NameEquals("alg"u8))
            {
                name = members.Value;
            }
            else if (members.NameEquals("jwk"u8))
            {
                jwk = members.Value;
            }
            else if (members.NameEquals("crit"u8))
            {
                isCritical = true;
            }
        }

        // No extension is understood, so none may be critical (RFC 7515 section 4.1.11).
        if (!members.IsValid || isCritical)
        {
            return Reason.ProofMalformed;
        }

        if (!type.StringEquals("dpop+jwt"u8))
        {
            return Reason.ProofTyp;
        }

        if (!JwsAlgorithms.TryParse(name, out algorithm))
        {
            return Reason.ProofAlg;
        }

        if (!jwk.IsObject)
        {
            return Reason.ProofJwkInvalid;
        }

        return PublicJwk.TryRead(jwk.Raw, out key) switch
        {
            JwkFault.None => Reason.None,
            JwkFault.Private => Reason.ProofJwkPrivate,
            _ => Reason.ProofJwkInvalid,
        };
    }
}
