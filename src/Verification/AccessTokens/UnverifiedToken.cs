using System.Buffers;
using System.Text;
using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.AccessTokens;

/// <summary>An access token taken apart, strictly, and not believed: what chooses its tenant, issuer and key, and the bytes that its signature is over.</summary>
internal sealed class UnverifiedToken
{
    private readonly byte[] _signature;
    private readonly Header _header;

    private UnverifiedToken(byte[] signingInput, byte[] signature, Header header, byte[] payload, string? issuer)
    {
        SigningInput = signingInput;
        _signature = signature;
        _header = header;
        Payload = payload;
        Issuer = issuer;
    }

    /// <summary>What was signed: header, dot and payload as they came.</summary>
    public byte[] SigningInput { get; }

    /// <summary>The payload, a strict JSON object.</summary>
    public byte[] Payload { get; }

    /// <summary>The <c>iss</c>, null when there is none.</summary>
    public string? Issuer { get; }

    /// <summary>The algorithm, once <see cref="CheckHeader"/> has found it allowed.</summary>
    public JwsAlgorithm Algorithm => _header.Algorithm ?? default;

    /// <summary>The <c>kid</c>, null when there is none.</summary>
    public string? KeyId => _header.KeyId;

    /// <summary>Takes a token of bounded length apart: <see cref="Reason.TokenMalformed"/>, or <see cref="Reason.TokenClaimInvalid"/> for an <c>iss</c> that is no string.</summary>
    public static Reason TryRead(ReadOnlySpan<char> text, out UnverifiedToken? token)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(text.Length);
        Span<byte> ascii = rented.AsSpan(0, text.Length);
        token = null;
        Reason reason = Ascii.FromUtf16(text, ascii, out _) == OperationStatus.Done ? TryRead(ascii, out token) : Reason.TokenMalformed;
        ArrayPool<byte>.Shared.Return(rented);
        return reason;
    }

    private static Reason TryRead(ReadOnlySpan<byte> ascii, out UnverifiedToken? token)
    {
        token = null;
        if (!CompactJws.TryRead(ascii, out CompactJws jws)
            || !StrictBase64Url.TryDecode(jws.Header, out byte[] headerJson)
            || !StrictBase64Url.TryDecode(jws.Payload, out byte[] payload)
            || !StrictBase64Url.TryDecode(jws.Signature, out byte[] signature)
            || !Header.TryRead(headerJson, out Header header))
        {
            return Reason.TokenMalformed;
        }

        JsonMembers members = new(payload);
        bool hasIssuer = false;
        string? issuer = null;
        while (members.MoveNext())
        {
            if (members.NameEquals("iss"u8))
            {
                hasIssuer = true;
                _ = members.Value.TryGetString(out issuer);
            }
        }

        if (!members.IsValid)
        {
            return Reason.TokenMalformed;
        }

        if (hasIssuer && issuer is null)
        {
            return Reason.TokenClaimInvalid;
        }

        token = new UnverifiedToken(jws.SigningInput.ToArray(), signature, header, payload, issuer);
        return Reason.None;
    }

    /// <summary>Whether the tenant takes tokens with such a header (RFC 8725 sections 3.1 and 3.11).</summary>
    public Reason CheckHeader(TenantPolicy tenant)
    {
        // Neither "none" nor an HMAC has a member in JwsAlgorithm, so no configuration can let one in.
        if (_header.Algorithm is not { } algorithm || !tenant.Algorithms.Contains(algorithm))
        {
            return Reason.TokenAlgNotAllowed;
        }

        if (_header.HasCritical)
        {
            return Reason.TokenCritUnsupported;
        }

        return _header.Type switch
        {
            TokenType.AccessToken => Reason.None,
            TokenType.Unspecific when !tenant.RequiresRfc9068 => Reason.None,
            _ => Reason.TokenTypNotAllowed,
        };
    }

    /// <summary>Whether the token is signed with this key.</summary>
    public bool IsSignedBy(SignatureKey key) => key.Verify(Algorithm, SigningInput, _signature);

    private enum TokenType
    {
        /// <summary>No <c>typ</c>, or <c>JWT</c>.</summary>
        Unspecific,

        /// <summary><c>at+jwt</c> (RFC 9068 section 2.1).</summary>
        AccessToken,

        Other,
    }

    private readonly record struct Header(JwsAlgorithm? Algorithm, TokenType Type, string? KeyId, bool HasCritical)
    {
        public static bool TryRead(ReadOnlySpan<byte> json, out Header header)
        {
            header = default;
            JwsAlgorithm? algorithm = null;
            bool hasAlgorithm = false;
            TokenType type = TokenType.Unspecific;
            string? keyId = null;
            bool hasCritical = false;
            bool typed = true;
            JsonMembers members = new(json);
            while (members.MoveNext())
            {
                if (members.NameEquals("alg"u8))
                {
                    hasAlgorithm = members.Value.IsString;
                    algorithm = JwsAlgorithms.TryParse(members.Value, out JwsAlgorithm known) ? known : null;
                }
                else if (members.NameEquals("typ"u8))
                {
                    typed &= members.Value.TryGetString(out string? name);
                    type = TypeOf(name);
                }
                else if (members.NameEquals("kid"u8))
                {
                    typed &= members.Value.TryGetString(out keyId);
                }
                else if (members.NameEquals("crit"u8))
                {
                    hasCritical = true;
                }
            }

            header = new Header(algorithm, type, keyId, hasCritical);
            return members.IsValid && hasAlgorithm && typed;
        }

        private static TokenType TypeOf(string? name)
            => IsType(name, "JWT") ? TokenType.Unspecific
                : IsType(name, "at+jwt") || IsType(name, "application/at+jwt") ? TokenType.AccessToken
                : TokenType.Other;

        // Media types are compared without case (RFC 7515 section 4.1.9), in ASCII alone.
        private static bool IsType(string? name, string type) => Ascii.EqualsIgnoreCase(name, type);
    }
}
