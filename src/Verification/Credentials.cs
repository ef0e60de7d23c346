namespace Verifier;

/// <summary>What the request's headers say, before anything in them is believed.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Token">The access token's text.</param>
/// <param name="Proof">The DPoP header.</param>
internal readonly record struct Credentials(AuthorizationScheme Scheme, ReadOnlyMemory<char> Token, HeaderField Proof)
{
    /// <summary>The longest access token that is looked at, in characters.</summary>
    public const int MaxTokenLength = 16 * 1024;

    /// <summary>The longest DPoP proof that is looked at, in characters.</summary>
    public const int MaxProofLength = 8 * 1024;

    /// <summary>Reads the Authorization header; the scheme is known as soon as it can be told, also beside a fault.</summary>
    public static Reason TryRead(AccessRequest request, out Credentials credentials)
    {
        Reason reason = AuthorizationHeader.TryRead(request.Authorization, out AuthorizationScheme scheme, out ReadOnlyMemory<char> token);
        credentials = new Credentials(scheme, token, request.DPoP);
        return reason == Reason.None && token.Length > MaxTokenLength ? Reason.TokenTooLarge : reason;
    }

    /// <summary>Whether the scheme, and the proof's being there or not, suit each other and the tenant.</summary>
    public Reason Check(Tenants.DPoPMode mode, AccessRequest request)
    {
        if (Scheme == AuthorizationScheme.Bearer)
        {
            return mode == Tenants.DPoPMode.Required ? Reason.SchemeNotAccepted
                : Proof.Count > 0 ? Reason.ProofWithBearer
                : Reason.None;
        }

        if (mode == Tenants.DPoPMode.Disabled)
        {
            return Reason.SchemeNotAccepted;
        }

        return Proof.Count switch
        {
            0 => Reason.ProofMissing,
            1 => CheckProof(request),
            _ => Reason.ProofMultiple,
        };
    }

    private Reason CheckProof(AccessRequest request)
    {
        string proof = Proof.Value ?? "";

        // Field lines joined on the way here: no compact JWS has a comma (RFC 9449 section 4.3, check 1).
        if (proof.Contains(','))
        {
            return Reason.ProofMultiple;
        }

        return proof.Length > MaxProofLength ? Reason.ProofTooLarge
            : request.Method is null || request.Url is null ? Reason.ProofRequestMissing
            : Reason.None;
    }
}
