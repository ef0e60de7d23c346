using Verifier.Grains.Tenants;
using Verifier.Nonces;

namespace Verifier.Grains.Tests.Decisions;

public sealed class SecretTests
{
    [Fact]
    public void What_travels_shows_no_secret_and_nothing_that_a_client_has_sent()
    {
        NonceSecret secret = Assert.Single(NonceRing.Create(0).Secrets);
        TenantContent content = new("{}", 7, false, [], [StoredNonceSecret.Of(secret)]);
        VerifyRequest request = new() { Authorization = ["Bearer s3cr3t"], DPoP = ["pr00f"] };

        string shown = $"{content} {content.NonceSecrets[0]} {new LeasedTenant(1, content, false)} {new TenantChanged(0, content, 1)} {request}";

        Assert.DoesNotContain(Convert.ToBase64String(secret.Secret.Span), shown, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("pr00f", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Byte[]", shown, StringComparison.Ordinal);
    }
}
