using Verifier.Replay;

namespace Verifier.Tests.Replay;

/// <summary>The numbers by which front ends and shards of one cluster mean the same proof: what is pinned here may change only with the wire's and the image's version.</summary>
public sealed class ProofUseTests
{
    // By xxh128sum over UTF-16, little-endian.
    [Theory]
    [InlineData("", "99AA06D3014798D86001C324468D497F")]
    [InlineData("17", "D1497360B45310F05DE2A5911ED0F22B")]
    [InlineData("2f1c9a34-7f0e-4f38-9c55-0b3d8e0f6a11", "657EA9A8DFFF9451BA0091F3C5AEDC4B")]
    public void A_proof_is_numbered_by_the_128_bits_of_XXH3_over_its_jti(string id, string expected)
        => Assert.Equal(expected, $"{ProofUse.ProofOf(id):X32}");

    [Fact]
    public void A_key_is_numbered_by_SHA_256_over_tenant_and_thumbprint()
    {
        Assert.Equal("4A178F2ABD7A50FA", $"{ProofUse.KeyOf("acme", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"):X16}");
        Assert.NotEqual(ProofUse.KeyOf("acme", "x"), ProofUse.KeyOf("acm", "ex"));
    }
}
