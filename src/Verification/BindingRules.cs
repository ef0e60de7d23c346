using System.Security.Cryptography;
using System.Text;
using Verifier.AccessTokens;
using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier;

/// <summary>Holds a bound token to its binding, whatever the tenant's mode: RFC 9449 sections 6 and 7.2, RFC 8705 section 3.</summary>
internal static class BindingRules
{
    public static Reason Check(AccessToken token, AuthorizationScheme scheme, ReadOnlySpan<byte> certificate, TenantPolicy tenant)
    {
        if (scheme == AuthorizationScheme.DPoP && token.Thumbprint is null)
        {
            return Reason.TokenNotBound;
        }

        if (scheme == AuthorizationScheme.Bearer && token.Thumbprint is not null && !tenant.AcceptsBoundTokensAsBearer)
        {
            return Reason.TokenBoundAsBearer;
        }

        return token.CertificateThumbprint is { } thumbprint ? CheckCertificate(thumbprint, certificate) : Reason.None;
    }

    private static Reason CheckCertificate(string thumbprint, ReadOnlySpan<byte> certificate)
    {
        if (certificate.IsEmpty)
        {
            return Reason.CertificateMissing;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(certificate, hash);
        return Sha256Text.Matches(hash, Encoding.UTF8.GetBytes(thumbprint)) ? Reason.None : Reason.CertificateMismatch;
    }
}
