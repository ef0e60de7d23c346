using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.Explanations;

/// <summary>A request read once more for people, after its verdict.</summary>
internal sealed class Reading
{
    private readonly PublicJwk? _proofKey;

    public Reading(AccessRequest request, Witness witness, long at)
    {
        Request = request;
        Witness = witness;
        At = at;
        Authorization = AuthorizationHeader.TryRead(request.Authorization, out AuthorizationScheme scheme, out ReadOnlyMemory<char> token);
        Scheme = scheme;
        TokenText = token;
        Token = new Parts(token.Length <= Credentials.MaxTokenLength ? token.Span : default);
        Proof = new Parts(request.DPoP.Value is { Length: <= Credentials.MaxProofLength } proof ? proof : default);
        JsonValue jwk = Proof.Header("jwk"u8);
        ProofKeyFault = jwk.IsObject ? PublicJwk.TryRead(jwk.Raw, out _proofKey) : JwkFault.Malformed;
    }

    public AccessRequest Request { get; }

    public Witness Witness { get; }

    /// <summary>The moment judged at, Unix seconds.</summary>
    public long At { get; }

    /// <summary>What the Authorization header's form says.</summary>
    public Reason Authorization { get; }

    public AuthorizationScheme Scheme { get; }

    public ReadOnlyMemory<char> TokenText { get; }

    public Parts Token { get; }

    public Parts Proof { get; }

    /// <summary>The proof's key, null when it cannot be read.</summary>
    public PublicJwk? ProofKey => _proofKey;

    public JwkFault ProofKeyFault { get; }

    public bool IsDPoP => Scheme == AuthorizationScheme.DPoP;

    public AccessDemand Demand => Request.Demand;

    /// <summary>The tenant's rules; to be used by checks that come after its choice.</summary>
    public TenantPolicy Policy => Witness.Tenant!.Policy;
}
